#!/bin/sh
# Becomes systemd, as the first process of a node whose own files are laid over the machine's and which is in control groups of its own.
# Usage: systemd.sh [KEPT DIRECTORY]: what a container engine keeps in DIRECTORY is kept in KEPT
set -eu

# The node's own groups, as the machine's kernel has them: systemd, and a container engine, make theirs below.
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
# hierarchies of the first version, each with controllers of its own; else the unified one
if grep -qv '^0:' /proc/self/cgroup; then
    while IFS=: read -r number controllers _; do
        [ "$number" != 0 ] || continue
        mkdir "/sys/fs/cgroup/${controllers#name=}"
        case $controllers in
        name=*) mount -t cgroup -o "none,$controllers,xattr" cgroup "/sys/fs/cgroup/${controllers#name=}" ;;
        *) mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/$controllers" ;;
        esac
    done < /proc/self/cgroup
else
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi

# An overlay cannot be the upper layer of a container's: the engine's files lie beside the node's.
if [ $# -gt 0 ]; then
    mkdir -p "$2"
    mount --bind "$1" "$2"
fi
# Containers share what is mounted in /run.
mount --make-rshared /

# What would change this machine's kernel, or look for its devices.
for unit in systemd-sysctl systemd-modules-load systemd-remount-fs systemd-udevd systemd-udev-trigger systemd-journal-flush \
    systemd-random-seed systemd-update-utmp systemd-logind console-getty getty@tty1 apt-daily.timer e2scrub_all.timer; do
    case $unit in *.timer) ;; *) unit=$unit.service ;; esac
    ln -sf /dev/null "/etc/systemd/system/$unit"
done
: > /etc/machine-id
mknod -m 600 /dev/console c 5 1
export container=lxc
# Without the unified hierarchy beside those of the first version: all nodes of a machine would share its groups.
exec /lib/systemd/systemd --system --unit=multi-user.target --show-status=no systemd.legacy_systemd_cgroup_controller=1
