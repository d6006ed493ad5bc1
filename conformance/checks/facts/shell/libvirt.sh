# Functions for where libvirt runs. $VIRSH: its client, $LIBVIRT_URI: whom that asks; $QEMU_CONF and $DAEMON_CONF: the files of its driver of
# QEMU and of its daemons, and $CERTIFICATES: directories, a line each; $PKI_PATH: where the certificates are with which it calls other hosts.
limit=4
ask() { timeout -k 1 "$limit" "$VIRSH" --quiet --connect "$LIBVIRT_URI" "$@"; }
told() { [ -n "$capabilities" ] && printf '%s\n' "$capabilities"; }
opens() {
  [ -e "$KVM" ] || { echo "it is not there (virtualization off in the firmware, or kvm_intel or kvm_amd not loaded?)"; return; }
  command -v setpriv >/dev/null || { echo 'there is no setpriv' >&2; return 127; }
  groups=--init-groups; getent passwd "$1" >/dev/null || groups=--clear-groups
  problem=$(setpriv --reuid "$1" --regid "$2" $groups sh -c ': <>"$0"' "$KVM" 2>&1) && return
  printf '%s (%s)\n' "$problem" "$(ls -l "$KVM")"
}
# lines FILES: what is in files, whose names are a line each
lines() (
  IFS='
'
  set -f
  for path in $1; do [ ! -f "$path" ] || { brief head -c 1048576 -- "$path"; echo; }; done
  return 0
)
# setting NAME FILES: its text in files of libvirt's, where it is an absolute path; the last counts
setting() { lines "$2" | tr -d '\000' | sed -n "s,^[ 	]*$1[ 	]*=[ 	]*[\"']\(/[^\"']*\)[\"'].*,\1,p" | tr -d '\001-\011\013-\037\177' | tail -n 1; }
ports() { lines "$QEMU_CONF" | sed -n 's/^[ 	]*\(migration_port_m[inax]*\)[ 	]*=[ 	]*/\1 /p'; return 0; }
# of_client DIRECTORY, of_qemu DIRECTORY: the certificates in it, by the names under which libvirt, or QEMU, looks for them
of_client() { echo "$1/clientcert.pem"; echo "$1/cacert.pem"; }
of_qemu() { echo "$1/server-cert.pem"; echo "$1/client-cert.pem"; echo "$1/ca-cert.pem"; }
# Role and path, a line each: what libvirt shows to who connects, and whom it trusts when it connects itself, are told from the others.
# What the files name comes before libvirt's own places, and what the profile names is read besides.
places() (
  server=$(setting cert_file "$DAEMON_CONF") authority=$(setting ca_file "$DAEMON_CONF")
  qemu=$(setting migrate_tls_x509_cert_dir "$QEMU_CONF")
  [ -n "$qemu" ] || qemu=$(setting default_tls_x509_cert_dir "$QEMU_CONF")
  echo "shown ${server:-/etc/pki/libvirt/servercert.pem}"
  if [ -n "$PKI_PATH" ]; then echo "trusted ${PKI_PATH%/}/cacert.pem"; else echo "trusted /etc/pki/CA/cacert.pem"; fi
  {
    echo "${authority:-/etc/pki/CA/cacert.pem}"
    if [ -n "$PKI_PATH" ]; then of_client "${PKI_PATH%/}"; else echo /etc/pki/libvirt/clientcert.pem; fi
    of_qemu "${qemu:-/etc/pki/qemu}"
    IFS='
'
    set -f
    for directory in $CERTIFICATES; do echo "$directory/servercert.pem"; of_client "$directory"; of_qemu "$directory"; done
  } | sed 's/^/other /'
)
# The certificates alone: a file may hold their key, too, which stays where it is.
certificates() {
  places | sort -u | {
    while IFS=' ' read -r role path; do
      [ -e "$path" ] || continue
      found=$(brief head -c 65536 -- "$path") || return
      found=$(printf '%s\n' "$found" | sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p')
      [ -n "$found" ] || { echo "there is no certificate in $path" >&2; return 1; }
      printf '%s %s\n%s\n' "$role" "$path" "$found"
    done
  }
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
# The secret by which guests open disks in Ceph: of its key a digest is told; it stays where it is. $CEPH_SECRET: its UUID, or empty.
ceph_secret() {
  [ -n "$CEPH_SECRET" ] || return 0
  echo "uuid $CEPH_SECRET"
  value=$(ask secret-get-value "$CEPH_SECRET" 2>/dev/null); rc=$?
  case $rc in
    0) printf 'key %s\n' "$(printf '%s' "$value" | tr -d ' \t\n' | sha256sum | cut -c 1-16)" ;;
    124 | 126 | 127 | 137) return "$rc" ;;
    *) printf 'problem %s\n' "$(ask secret-get-value "$CEPH_SECRET" 2>&1 >/dev/null | tail -n 1 | cut -c 1-300 | tr -d '\000-\037\177')" ;;
  esac
  return 0
}
