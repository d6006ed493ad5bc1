# What all programs begin with. What a program says is chunks: RS name, text, US exit status, and what the command wrote to its standard error
# (conformance/probe/chunks.py). Of several texts in one chunk, each begins with GS.
# Programs create nothing. Each command that may hang has a few seconds; once LIMIT seconds are over, no other is begun.
began=$(date +%s)
frame=$(printf '\035\036\037')
over() { [ $(($(date +%s) - began)) -ge "$LIMIT" ]; }
# plain TEXT: it, without what chunks are made of
plain() { case $1 in *["$frame"]*) printf '%s' "$1" | tr '\035\036\037' '???' ;; *) printf '%s' "$1" ;; esac; }
# say NAME COMMAND...: a chunk of what the command writes; its exit status is left in rc
say() {
  printf '\036%s\n' "$1"; shift
  if over; then err='what came before took all the time'; rc=124
  else { err=$("$@" 2>&1 >&3 3>&-); rc=$?; } 3>&1
  fi
  printf '\037%s\n' "$rc"; plain "$err"
}
# tell NAME STATUS WORDS: a chunk without text, written at once: several may be told at the same time
tell() { printf '\036%s\n\037%s\n%s' "$1" "$2" "$(plain "$3")"; }
# for commands that are quick where all is well
brief() { timeout -k 1 "$PATIENCE" "$@"; }
clock() {
  precise=$(date +%s.%N)
  # a date that knows no %N
  case $precise in *N*) date +%s ;; *) echo "$precise" ;; esac
}
access_control() {
  if [ -e "$SELINUX" ]; then
    case $(cat "$SELINUX") in 1) echo selinux-enforcing ;; 0) echo selinux-permissive ;; *) return 1 ;; esac
  elif [ "$(cat "$APPARMOR" 2>/dev/null)" = Y ]; then echo apparmor
  else echo none
  fi
}
file_systems() {
  for path; do [ ! -e "$path" ] || brief stat -f -c '%n|%T|%S|%b|%a|%c|%d' -- "$path" || return; done
}
# located PATH: sets `real` to where that is for this shell, and may refuse; a program whose paths are a container's has its own
located() { real=$1; }
# files PATH...: configuration files with their paths, directories of *.conf among them: at most 1 MiB each, and 2 MiB in all
files() {
  total=0
  for path; do
    located "$path" || return 3
    case $path in
      */) ;;
      *) [ -d "$real" ] || { file "$path" || return 3; continue; } ;;
    esac
    for entry in "${real%/}"/*.conf; do
      [ -e "$entry" ] || [ -L "$entry" ] || continue
      file "${path%/}/${entry##*/}" || return 3
    done
  done
}
file() {
  located "$1" || return 3
  if [ -e "$real" ]; then
    size=$(stat -L -c %s -- "$real")
    [ -f "$real" ] && [ "$size" -le 1048576 ] || { echo "$1 is no file of at most 1 MiB" >&2; return 3; }
    total=$((total + size))
    [ "$total" -le 2097152 ] || { echo "$1: it and the files before it have more than 2 MiB" >&2; return 3; }
  fi
  printf '\035'; plain "$1"; echo
  if [ -r "$real" ]; then brief tr '\035\036\037' '???' <"$real"
  else brief cat -- "$real"; return 3
  fi
}
