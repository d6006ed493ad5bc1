#!/bin/sh
# Runs a command with the programs and libraries of another root, and with everything else of this machine: its files, its network, its settings.
# Usage: within_root.sh ROOT COMMAND [ARGUMENT ...], in a mount namespace of its own
set -eu
root=$1
shift
mount --make-rprivate /
for path in /etc/alternatives /etc/ld.so.cache /usr; do
    mount --bind "$root$path" "$path"
done
exec "$@"
