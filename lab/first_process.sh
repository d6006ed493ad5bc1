#!/bin/sh
# The first process of a node: lays the node's own files over the machine's, then becomes the program that was asked for.
# Usage: first_process.sh NAME TREE PROGRAM [ARGUMENT ...]
set -eu
name=$1 tree=$2
shift 2

hostname "$name"
mount --make-rprivate /
mount -t proc proc /proc
for top in etc var root; do
    mount -t overlay overlay -o "lowerdir=/$top,upperdir=$tree/upper/$top,workdir=$tree/work/$top" "/$top"
done
mount --bind "$tree/run" /run
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /dev/shm
export HOME=/root
cd /
touch "$tree/ready"
exec "$@"
