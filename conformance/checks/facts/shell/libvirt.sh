# Functions for where libvirt runs.
limit=4
ask() { timeout -k 1 "$limit" virsh --quiet --connect qemu:///system "$@"; }
told() { [ -n "$capabilities" ] && printf '%s\n' "$capabilities"; }
opens() {
  [ -e "$KVM" ] || { echo "it is not there (virtualization off in the firmware, or kvm_intel or kvm_amd not loaded?)"; return; }
  command -v setpriv >/dev/null || { echo 'there is no setpriv' >&2; return 127; }
  groups=--init-groups; getent passwd "$1" >/dev/null || groups=--clear-groups
  problem=$(setpriv --reuid "$1" --regid "$2" $groups sh -c ': <>"$0"' "$KVM" 2>&1) && return
  printf '%s (%s)\n' "$problem" "$(ls -l "$KVM")"
}
ports() { sed -n 's/^[ 	]*\(migration_port_m[inax]*\)[ 	]*=[ 	]*/\1 /p' /etc/libvirt/qemu.conf 2>/dev/null; return 0; }
certificates() {
  for path in /etc/pki/libvirt/servercert.pem /etc/pki/libvirt/clientcert.pem /etc/pki/qemu/server-cert.pem /etc/pki/CA/cacert.pem; do
    [ ! -e "$path" ] || echo "$path $(openssl x509 -noout -enddate -in "$path")" || return
  done
}
# It says its chunks itself: where libvirt gives no answer to the first question, it is not asked the others.
libvirt() {
  say version ask version
  [ "$rc" -eq 0 ] || return
  # it may have to try QEMU anew before it says what that can do
  limit=8
  capabilities=$(ask capabilities)
  say capabilities told
  say nodeinfo ask nodeinfo
  say domains ask list --all --uuid
  say running ask list --uuid
  label=$(told | tr -d '"' | sed -n "s/.*<baselabel type='kvm'>+\([0-9]*\):+\([0-9]*\)<.*/\1 \2/p" | head -n 1)
  say kvm_refused opens ${label:-0 0}
}
# What it offers to domains of each type that Nova starts; nothing where it has none of that type.
domain_types() {
  limit=8
  for type in $VIRT_TYPES; do
    printf '\035%s\n' "$type"
    ask domcapabilities --virttype "$type"; rc=$?
    case $rc in 124 | 126 | 127 | 137) return "$rc" ;; esac
  done
  return 0
}
