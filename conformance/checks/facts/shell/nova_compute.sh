# Functions for where nova-compute runs. $INSTANCES: where it says that instances are. $CEPH_USER: as whom it opens disks in Ceph, empty where
# there are none; $CEPH_CONF: Ceph's configuration.
# data is printed by printf: an echo may take a backslash in it for the beginning of another character
place() { [ -d "$INSTANCES" ] || { printf '%s is not there\n' "$INSTANCES" >&2; return 1; }; printf '%s\n' "$INSTANCES"; }
# A guest may have written the header of its disk, so no program opens what a header names: of each file the first 104 bytes are told where
# they are a header of qcow2, and of the backing file that it names whether it is there, if that is in the image cache.
image() {
  printf '\035'; plain "$1"; echo
  header=$(brief dd if="$1" bs=104 count=1 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
  if [ -z "$header" ] && [ -s "$1" ]; then
    printf 'unread %s\n' "$(brief dd if="$1" of=/dev/null bs=104 count=1 2>&1 | head -n 1 | cut -c 1-300 | tr -d '\000-\037\177')"
    return
  fi
  echo "size $(stat -c %s -- "$1")"
  info=${1%/*}/disk.info
  [ "$info" = "$INSTANCES/_base/disk.info" ] || [ ! -f "$info" ] || [ -L "$info" ] || printf 'info %s\n' "$(head -c 4096 -- "$info" | tr -d '\000-\037\177')"
  case $header in 514649fb*) ;; *) return ;; esac
  echo "header $header"
  offset=$(echo "$header" | cut -c 17-32); length=$(echo "$header" | cut -c 33-40)
  # its name is in the first 64 KiB, and of 1023 bytes at most
  case $offset-$length in 0000000000000000-*) return ;; 000000000000????-00000[0-3]??) ;; *) return ;; esac
  name=$(brief dd if="$1" bs=1 skip=$((0x$offset)) count=$((0x$length)) 2>/dev/null | tr -d '\000-\037\177')
  printf 'backing %s\n' "$name"
  base=${name#"$INSTANCES/_base/"}
  case $base in "$name" | '' | . | .. | */*) ;; *) [ -e "$INSTANCES/_base/$base" ] || echo missing ;; esac
}
look() {
  found=$(ls -td -- "$@" 2>/dev/null | head -n 12)
  IFS='
'
  set -f
  for path in $found; do
    if [ -f "$path" ] && [ ! -L "$path" ]; then image "$path"; fi
  done
  return 0
}
# How it is let in to Ceph, a line each: whether the monitors answer it as the user and with the keyring that Nova opens disks with. Of the key a
# digest is told; it stays where it is.
ceph_client() {
  [ -n "$CEPH_USER" ] || return 0
  command -v rados >/dev/null || { echo 'there is no rados where nova-compute runs' >&2; return 127; }
  echo "user $CEPH_USER"
  echo "version $(brief rados --version 2>/dev/null | head -n 1 | cut -c 1-200)"
  keyring=$(brief ceph-conf --conf="$CEPH_CONF" --name="client.$CEPH_USER" --show-config-value keyring 2>/dev/null | tr ',' '\n' | {
    IFS=
    while read -r path; do [ ! -f "$path" ] || { printf '%s' "$path"; break; }; done
  })
  # of several sections the user's own counts
  digest=$([ -z "$keyring" ] || head -c 65536 -- "$keyring" | awk -v user="[client.$CEPH_USER]" '
    /^[ \t]*\[/ { own = $1 == user }
    own && /^[ \t]*key[ \t]*=/ { sub(/^[^=]*=/, ""); gsub(/[ \t\r]/, ""); printf "%s", $0; exit }' | sha256sum | cut -c 1-16)
  # that of nothing
  case $digest in '' | e3b0c44298fc1c14) ;; *) echo "key $digest" ;; esac
  said=$(timeout -k 1 5 rados --conf="$CEPH_CONF" --id="$CEPH_USER" --client_mount_timeout=3 lspools 2>&1 >/dev/null); rc=$?
  case $rc in
    0) printf 'health %s\n' "$(timeout -k 1 5 ceph --conf="$CEPH_CONF" --id="$CEPH_USER" --connect-timeout=3 --format=json health 2>/dev/null | tr -d '\000-\037\177' | head -c 16384)" ;;
    124 | 137) echo "refused no answer within 5 s" ;;
    *) printf 'refused %s\n' "$(printf '%s\n' "${said:-it ended with $rc}" | sed -e 's/^[0-9T:.+-]* [0-9a-f]* *-1 //' -e '/^$/d' | head -n 1 | cut -c 1-300 | tr -d '\000-\037\177')" ;;
  esac
  monitors | head -n 18 | {
    while read -r address port; do monitor "$address" "$port" & done
    wait
  }
  return 0
}
# Address and port of each monitor of ceph.conf (mon_host, or mon host of one monitor each); one without a port is asked at version 2's.
monitors() {
  brief ceph-conf --conf="$CEPH_CONF" --name="client.$CEPH_USER" --show-config-value mon_host 2>/dev/null | head -c 4096 | tr ',; \t' '\n\n\n\n' \
    | sed -n -e 's/^\[\(v[12]:\)/\1/' -e 's/^v[12]://' -e 's,/[0-9]*,,' -e 's/^\(.*:[0-9]*\)\]$/\1/' \
      -e 's/^\[\([0-9a-fA-F:]*\)\]:\([0-9]\{1,5\}\)$/\1 \2/p' -e 's/^\[\([0-9a-fA-F:]*\)\]$/\1 3300/p' \
      -e 's/^\([A-Za-z0-9][A-Za-z0-9.-]*\):\([0-9]\{1,5\}\)$/\1 \2/p' -e 's/^\([A-Za-z0-9][A-Za-z0-9.-]*\)$/\1 3300/p'
}
monitor() {
  said=$(timeout 2 bash -c ': </dev/tcp/"$0"/"$1"' "$1" "$2" 2>&1); rc=$?
  printf 'monitor %s %s %s %s\n' "$1" "$2" "$rc" "$(printf '%s\n' "$said" | head -n 1 | cut -c 1-200 | tr -d '\000-\037\177')"
}
