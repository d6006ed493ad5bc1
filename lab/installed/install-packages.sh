#!/bin/sh
# Installs those of the lab's Debian packages that are missing, and has none of their services started: the lab runs its own, on addresses of
# its own, and a machine's MariaDB, RabbitMQ, libvirt or Docker is its owner's. What runs already is left as it is.
# Usage: install-packages.sh [LIST [POLICY]]
set -eu
list=${1:-$(dirname "$0")/system-packages.txt}
policy=${2:-/usr/sbin/policy-rc.d}

missing=$(grep -v '^#' "$list" | while read -r package; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
done)
[ -n "$missing" ] || exit 0

# Debian's own way to say so (/usr/share/doc/init-system-helpers/README.policy-rc.d.gz): 101 forbids an action. One that is there comes back.
restore() {
    rm -f "$policy"
    [ ! -e "$policy.before-lab" ] || mv "$policy.before-lab" "$policy"
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
[ ! -e "$policy" ] || mv "$policy" "$policy.before-lab"
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"

apt-get update --quiet
# shellcheck disable=SC2086 # names of packages, one word each
DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $missing
