# Functions for the host itself. $NAMES: those of all compute hosts.
huge_pages() {
  for size in "$1"/hugepages-*kB; do
    [ -e "$size" ] || continue
    count=${size##*/hugepages-}
    echo "${count%kB} $(cat "$size/nr_hugepages") $(cat "$size/free_hugepages")"
  done
}
numa() {
  for node in /sys/devices/system/node/node[0-9]*; do
    [ -e "$node" ] || continue
    echo "node ${node##*/node} $(cat "$node/cpulist")"
    grep MemTotal "$node/meminfo"
    huge_pages "$node/hugepages"
  done
}
denials() {
  cat /proc/uptime; date +%s
  lines=$(brief dmesg) || return
  # an echo may take a backslash in it for the beginning of another character
  printf '%s\n' "$lines" | grep -iE 'apparmor="DENIED"|avc: +denied' | grep -iE 'qemu|libvirt|svirt' | tail -n 20
  # of the last bytes: a line without an end, or a hole, would be held as a whole
  [ ! -r "$AUDIT" ] || brief tail -c 1048576 "$AUDIT" | tr -d '\000' | tail -n 2000 | grep -iE 'apparmor="DENIED"|avc: +denied' | grep -iE 'qemu|libvirt|svirt' | tail -n 20
  return 0
}
resolve() { echo "$1 $(brief getent ahosts "$1" | sed 's/ .*//' | sort -u | tr '\n' ' ')"; }
resolves() {
  # some at once: a name server that does not answer costs two seconds for each name
  number=0
  for name in $NAMES; do
    ! over || { wait; return 124; }
    resolve "$name" &
    number=$((number + 1)); [ $((number % 16)) -ne 0 ] || wait
  done
  wait
}
