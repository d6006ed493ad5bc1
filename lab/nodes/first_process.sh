#!/bin/sh
# The first process of a node: lays the node's own files over the machine's, then becomes the program that was asked for.
# Usage: first_process.sh NAME TREE OVERLAID PROGRAM [ARGUMENT ...]
set -eu
name=$1 tree=$2 overlaid=$3
shift 3

hostname "$name"
mount --make-rprivate /
mount -t proc proc /proc
for directory in $overlaid; do
    mount -t overlay overlay -o "lowerdir=$directory,upperdir=$tree/upper$directory,workdir=$tree/work$directory" "$directory"
done
mount --bind "$tree/run" /run
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /dev/shm
export HOME=/root
cd /
touch "$tree/ready"
exec "$@"
