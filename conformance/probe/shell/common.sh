# What all programs begin with. Every fact is a chunk: RS name, its standard output, US exit status, its standard error.
# Programs create nothing. Each command that may hang has a few seconds; once LIMIT seconds are over, no other is begun.
began=$(date +%s)
say() {
  printf '\036%s\n' "$1"; shift
  if [ $(($(date +%s) - began)) -ge "$LIMIT" ]; then err='what came before took all the time'; rc=124
  else { err=$("$@" 2>&1 >&3 3>&-); rc=$?; } 3>&1
  fi
  printf '\037%s\n%s' "$rc" "$err"
}
# for commands that are quick where all is well
brief() { timeout -k 1 "$PATIENCE" "$@"; }
file_systems() {
  for path; do [ ! -e "$path" ] || brief stat -f -c '%n|%T|%S|%b|%a|%c|%d' -- "$path" || return; done
}
# Configuration files with their paths, directories of *.conf among them.
files() {
  for path; do
    case $path in */) directory=yes ;; *) directory= ;; esac
    if [ "$directory" ] || [ -d "$path" ]; then
      for file in "${path%/}"/*.conf; do [ ! -e "$file" ] || files "$file" || return; done
    else
      if [ -e "$path" ]; then
        [ -f "$path" ] && [ "$(stat -L -c %s -- "$path")" -le 1048576 ] || { echo "$path is no file of at most 1 MiB" >&2; return 3; }
      fi
      printf '\035%s\n' "$path"; brief cat -- "$path" || return 3
    fi
  done
}
