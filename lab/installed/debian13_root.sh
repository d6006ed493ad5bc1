#!/bin/sh
# Makes a root of Debian 13 with the packages that nodes of the lab run. None of them is started, and none is installed on this machine.
# Usage: debian13_root.sh ROOT LIST SOURCE ...
#   LIST: a file of packages, one a line. SOURCE: "URI SUITE COMPONENT", that of the release itself first
set -eu
root=$1 list=$2
shift 2

# however this ends: addresses of proxies and archives may hold passwords, and nothing is installed from the root later
forget() {
    rm -rf "$root/etc/apt/auth.conf" "$root/etc/apt/auth.conf.d" "$root/etc/apt/apt.conf.d/90machine" "$root/etc/apt/sources.list"
}
trap forget EXIT

debootstrap --variant=minbase trixie "$root" "${1%% *}"
for source in "$@"; do echo "deb $source"; done > "$root/etc/apt/sources.list"

# how this machine reaches its registry: through which proxy, as whom, trusting whom
apt-config dump Acquire | grep -E '^Acquire::(http|https|Retries)' > "$root/etc/apt/apt.conf.d/90machine" || true
for path in /etc/apt/auth.conf /etc/apt/auth.conf.d /etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts; do
    [ ! -e "$path" ] || { mkdir -p "$root${path%/*}"; cp -rL "$path" "$root${path%/*}/"; }
done

install -m 755 "$(dirname "$0")/install-packages.sh" "$root/root/"
install -m 644 "$list" "$root/root/packages.txt"
# in namespaces of its own: no mount stays, and no process
unshare --mount --pid --ipc --uts --fork --kill-child sh -euc '
    mount -t proc proc "$0/proc"
    mount --rbind /dev "$0/dev"
    chroot "$0" /root/install-packages.sh /root/packages.txt
    chroot "$0" apt-get clean' "$root"
rm -rf "$root/root/install-packages.sh" "$root/root/packages.txt" "$root/var/lib/apt/lists"
