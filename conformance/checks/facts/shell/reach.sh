# Whether other hosts are reached: a chunk `way NAME PORT` for each. $1: libvirt, qemu or ssh; the rest: NAME ADDRESS PORT, in words.
kind=$1; shift
connect() {
  said=$(timeout 2 bash -c ': </dev/tcp/"$0"/"$1"' "$2" "$3" 2>&1); rc=$?
  tell "way $1 $3" "$rc" "$(printf '%s\n' "$said" | head -n 1)"
}
user() {
  # any user may start a process of that name: Nova's own account comes first, if one of them is its
  owners=$(stat -c %u $(grep -l -s -z -x '.*/nova-compute' /proc/[0-9]*/cmdline | sed 's,/cmdline$,,') 2>/dev/null)
  nova=$(getent passwd nova | cut -d: -f3)
  if [ -z "$owners" ] || echo "$owners" | grep -q -x "${nova:-none}"; then echo "$nova"
  else echo "$owners" | head -n 1
  fi
}
login() {
  as=; home=$(getent passwd "$uid" | cut -d: -f6)
  [ "$uid" = "$(id -u)" ] || as="setpriv --reuid $uid --regid $(getent passwd "$uid" | cut -d: -f4) --init-groups env HOME=$home"
  said=$(timeout 3 $as ssh -n -x -a $options -- "$2" true 2>&1); rc=$?
  tell "way $1 $3" "$rc" "$(printf '%s\n' "$said" | tail -n 1)"
}
# as Nova's user would: with its keys and its configuration, but nothing of this host is lent to the other
options='-o BatchMode=yes -o ConnectTimeout=2 -o LogLevel=ERROR -o ClearAllForwardings=yes -o Tunnel=no -o PermitLocalCommand=no'
if [ "$kind" = ssh ]; then
  uid=$(user) me=$(id -u)
  # where Nova's account is not known, or may not be used, nothing is tried: another account's keys tell nothing of Nova's
  [ -n "$uid" ] || [ "$me" -ne 0 ] || uid=0
  [ "$uid" = "$me" ] || [ "$me" -eq 0 ] || exit 0
fi
number=0
for way; do
  ! over || break
  set -- $way
  if [ "$kind" = ssh ]; then login "$1" "$2" "$3" & else connect "$1" "$2" "$3" & fi
  number=$((number + 1)); [ $((number % 8)) -ne 0 ] || wait
done
wait
