#!/bin/sh
# The first process of a node: lays the node's own files over the machine's, or over those of another root, then becomes the program that was
# asked for.
# Usage: first_process.sh NAME TREE MEMORY ROOT OVERLAID PROGRAM [ARGUMENT ...]
set -eu
name=$1 tree=$2 memory=$3 root=${4%/} overlaid=$5
shift 5

hostname "$name"
mount --make-rprivate /
mount -t proc proc /proc
# /bin, /sbin and /lib lead there
[ -z "$root" ] || mount --bind "$root/usr" /usr
for directory in $overlaid; do
    mount -t overlay overlay -o "lowerdir=$root$directory,upperdir=$tree/upper$directory,workdir=$tree/work$directory" "$directory"
done
mount --bind "$tree/root" /root
mount --bind "$tree/run" /run
mount -t tmpfs tmpfs /tmp

# Its own devices, and no /dev/kvm among them: where the machine has one that it cannot really use, libvirt would ask it for half a minute
# at every start of a guest.
mount -t tmpfs -o mode=755 tmpfs /dev
mkdir /dev/net /dev/pts /dev/shm
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/full c 1 7
mknod -m 666 /dev/random c 1 8
mknod -m 666 /dev/urandom c 1 9
mknod -m 666 /dev/tty c 5 0
mknod -m 666 /dev/net/tun c 10 200
mount -t devpts -o newinstance,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
# a device, as on machines, and no link: a container with terminals of its own finds these by it
mknod -m 666 /dev/ptmx c 5 2
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr

# The memory of each NUMA node as it was when the lab came up (lab/nodes/memory.py): libvirt would otherwise report another size than
# nova-compute has told Placement.
for node in "$memory"/node[0-9]*; do
    [ ! -e "$node" ] || mount --bind "$node" "/sys/devices/system/node/${node##*/}/meminfo"
done
export HOME=/root
cd /
touch "$tree/ready"
exec "$@"
