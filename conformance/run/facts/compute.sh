# Where nova-compute runs. $1: where instances are if its configuration does not say; the rest: its configuration files.
fallback=$1; shift
option() { files "$@" 2>/dev/null | sed -n "/^\[DEFAULT\]/,/^\[/s/^$wanted[ 	]*[=:][ 	]*//p" | tail -n 1; }
wanted=state_path; state=$(option "$@")
wanted=instances_path; instances=$(option "$@")
if [ -z "$instances" ] && [ -n "$state" ]; then instances=$state/instances; fi
case $instances in '$state_path'*) instances=${state:-/var/lib/nova}${instances#'$state_path'} ;; esac
instances=${instances:-$fallback}
place() { [ -d "$instances" ] || { echo "$instances" is not there >&2; return 1; }; echo "$instances"; }
images() {
  # with all that it stands on: of the file alone qemu-img does not say that its backing file is gone
  for path; do
    [ -f "$path" ] || continue
    printf '\035%s\n' "$path"
    brief qemu-img info -U --backing-chain --output json -- "$path" 2>&1
  done
  return 0
}
some() { ls -t "$@" 2>/dev/null | head -n 12; }
look() { command -v qemu-img >/dev/null || { echo 'there is no qemu-img' >&2; return 127; }; images $(some "$@"); }
{ say image_cache look "$instances"/_base/*; say disks look "$instances"/*-*-*-*-*/disk; } </dev/null | {
  say options files "$@"
  say instances_path place
  say file_systems file_systems "$instances" "$instances/_base" "${state:-/var/lib/nova}"
  cat
}
