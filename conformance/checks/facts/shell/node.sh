# On the host itself. $1: names of all compute hosts, in words; $2: how to ask for the state of services, a line each.
cpu() { uname -m; grep -c -i '^processor' /proc/cpuinfo; sed '/^$/q' /proc/cpuinfo; }
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
modules() { ls -d /sys/module/kvm* 2>/dev/null | sed 's,.*/,,'; }
kvm() { [ ! -e "$KVM" ] || stat -c '%a %u %g' "$KVM"; }
denials() {
  cat /proc/uptime; date +%s
  lines=$(brief dmesg) || return
  # an echo may take a backslash in it for the beginning of another character
  printf '%s\n' "$lines" | grep -iE 'apparmor="DENIED"|avc: +denied' | grep -iE 'qemu|libvirt|svirt' | tail -n 20
  # of the last bytes: a line without an end, or a hole, would be held as a whole
  [ ! -r "$AUDIT" ] || brief tail -c 1048576 "$AUDIT" | tr -d '\000' | tail -n 2000 | grep -iE 'apparmor="DENIED"|avc: +denied' | grep -iE 'qemu|libvirt|svirt' | tail -n 20
  return 0
}
listening() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { print $2 }'; }
addresses() { cat /proc/net/fib_trie; }
resolve() { echo "$1 $(brief getent ahosts "$1" | sed 's/ .*//' | sort -u | tr '\n' ' ')"; }
resolves() {
  # some at once: a name server that does not answer costs two seconds for each name
  number=0
  for name in $1; do
    ! over || { wait; return 124; }
    resolve "$name" &
    number=$((number + 1)); [ $((number % 16)) -ne 0 ] || wait
  done
  wait
}
slow() { say resolves resolves "$1"; eval "$2"; }
quick() {
  say clock clock
  say cpu cpu
  say memory cat /proc/meminfo
  say huge_pages huge_pages /sys/kernel/mm/hugepages
  say numa numa
  say kvm_modules modules
  say kvm kvm
  say access_control access_control
  say denials denials
  say listening listening
  say addresses addresses
  say storage file_systems /var/lib/docker /var/lib/containers /var/lib/containerd
}
slow "$1" "$2" </dev/null | { quick </dev/null; cat; }
say clock_after clock
