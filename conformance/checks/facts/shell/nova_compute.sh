# Functions for where nova-compute runs. $INSTANCES: where it says that instances are.
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
