# Reads logs: chooses files, and gives their contents to select.awk. Comes after read_host.sh.

# lean PROGRAM...: with little memory, whatever it is given to read; not for all programs: those of container engines map far more than they use
lean() { (ulimit -S -v "$memory" 2>/dev/null; exec "$@"); }

# folded: lines of some length at most; the fold of BusyBox takes no more than 10,000 bytes
longest=1048576
echo | fold -b -w $longest >/dev/null 2>&1 || longest=10000
folded() { if command -v fold >/dev/null; then lean fold -b -w $longest; else cat; fi; }

left() { echo $((budget - $(now) + began)); }

# chosen FORM [PROBE]: what of the standard input belongs to the operation. awk holds a line as a whole, so holes of sparse files (NUL bytes) are
# left out and longer lines are folded. Ends with 3 where a compressed log was longer than may be unpacked.
chosen() {
    lean tr -d '\000' | folded | lean timeout $((share + 5)) "$awk" -v form="$1" -v probe="${2:-0}" -v lo="$lo" -v hi="$hi" \
        -v lo_utc="$lo_utc" -v hi_utc="$hi_utc" \
        -v lo_here="$lo_here" -v hi_here="$hi_here" -v be="$be" -v be_utc="$be_utc" -v be_here="$be_here" -v boot="${boot:-0}" -v limit="$limit" "$select"
}

# start_of FILE FORM: the number of a block of 64 KiB before which nothing is in the window: a log is in the order of time
start_of() {
    low=0
    high=$(($(stat -L -c %s -- "$1") / 65536 + 1))
    [ $high -gt 1 ] || { echo 0; return; }
    # Where a log was truncated under a writer that did not begin anew, it begins with a hole: what it says comes behind that. Where its end
    # is empty, space was set aside for it: what it says comes before.
    case $(tail -c 65536 -- "$1" | chosen "$2" 1) in empty) hole=high ;; *) hole=low ;; esac
    while [ $((high - low)) -gt 1 ]; do
        middle=$(((low + high) / 2))
        case $(dd if="$1" bs=65536 skip=$middle count=1 2>/dev/null | chosen "$2" 1)-$hole in
            before-* | empty-low) low=$middle ;;
            *) high=$middle ;;
        esac
    done
    echo $low
}

# unpacked PROGRAM...: what it writes, up to a limit; more is not read, and a line says so that no log has
unpacked() {
    lean timeout "$seconds" "$@" | {
        head -c "$inflated"
        [ -z "$(head -c 1 | tr '\000' x)" ] || printf '\n\036cut\n'
    }
}

# contents FORM FILES...: all of them, one after the other; what was read when the seconds are over must do
contents() {
    until=$(($(now) + seconds))
    shift
    for file in "$@"; do
        seconds=$((until - $(now)))
        [ $seconds -gt 0 ] || break
        case $file in
            *.gz) unpacked gzip -dc -- "$file" ;;
            *.xz) unpacked xz -dc -- "$file" ;;
            *.zst) unpacked zstd -dcq -- "$file" ;;
            *.bz2) unpacked bzip2 -dc -- "$file" ;;
            *)
                block=$(start_of "$file" "$form")
                [ "$block" -eq 0 ] || printf '\036\n'
                timeout $seconds dd if="$file" bs=65536 skip="$block" 2>/dev/null
                ;;
        esac
    done
}

bounded() { timeout "$seconds" "$@"; }

# limited SOURCE FORM COMMAND...: the chunk that the command's output gives; the command keeps to `seconds`
limited() {
    source=$1
    form=$2
    shift 2
    seconds=$(left)
    [ "$seconds" -le "$share" ] || seconds=$share
    if [ "$seconds" -lt 1 ]; then gap "$source" "not read: the time for this host was over"; else say "log $source" read_log "$@"; fi
    return 0
}

read_log() {
    before=$(now)
    "$@" 2>&1 | chosen "$form" 2>/dev/null
    case $? in
        0 | 124) ;;
        3) echo "$where was not read to its end: unpacked, it is longer than $inflated bytes" >&2; return 3 ;;
        *)
            echo "$where was not read to its end: the program that reads it failed, or wanted more memory than $memory KiB" >&2
            return 3
            ;;
    esac
    [ $(($(now) - before)) -lt "$seconds" ] || { echo "$where was not read to its end within $seconds s" >&2; return 3; }
}

# inside_of ROOT PATH: sets `real` to where a path is that programs below ROOT see, links followed as they see them. The kernel would take a link to /etc from
# the root of the host, so that what a container has linked would be read from the host's own files.
inside_of() {
    rest=$2
    done=
    links=0
    while [ -n "$rest" ]; do
        name=${rest%%/*}
        case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
        case $name in '' | .) continue ;; ..) done=${done%/*}; continue ;; esac
        if [ -L "$1$done/$name" ]; then
            links=$((links + 1))
            [ $links -le 16 ] || return 1
            target=$(readlink -- "$1$done/$name") || return 1
            case $target in /*) done= ;; esac
            rest=$target/$rest
        else
            done=$done/$name
        fi
    done
    real=$1$done
}

# followed ROOT FILE: sets `real` to the file that may be read: of a container, where its own links lead; of the host itself, no link but root's own
followed() {
    real=$2
    if [ -n "$1" ]; then inside_of "$1" "${2#"$1"}"; else [ ! -L "$2" ] || [ "$(stat -c %u -- "$2")" = 0 ]; fi
}

# log_files SOURCE LEAD FORM PATTERN [ROOT [SHOWN]]: a log and what was rotated away from it, as far as written to since the window began
log_files() {
    # without a process for each; a name with a line end would be two names here, of which the second leads anywhere
    found=$(for file in $4 $4.* $4-*; do
        case $file in (*"$IFS"*) ;; (*) { [ -e "$file" ] || [ -L "$file" ]; } && printf '%s\n' "$file" ;; esac
    done)
    # these are names, and no patterns any more
    set -f
    found_files "$@"
    code=$?
    set +f
    return $code
}

found_files() {
    window "$2"
    where=${6:-${4#"$5"}}
    if [ -z "$found" ]; then
        lacks "there is no $where${5:+ in its container}"
        return
    fi
    allowed=
    for file in $found; do
        # without a process for each: there may be thousands
        if ! followed "$5" "$file" || [ ! -e "$real" ]; then
            gap "$1" "${file#"$5"} is a link that is not followed: it leads out of its container, or was not made by root"
        elif [ ! -r "$real" ]; then
            gap "$1" "$where may not be read by $(id -un). Set hosts.sudo: true in the profile, or log in as root"
            return
        else
            allowed=$allowed${allowed:+$IFS}$real
        fi
    done
    if [ -n "$gone" ] && [ "$3" = service ] && [ -n "$allowed" ]; then
        newest=$(ls -1tL -- $allowed | head -n 1)
        window "$2" "${newest:+$(stat -L -c %Y -- "$newest")}"
    fi
    minutes=$((($(now) - lo) / 60 + 2))
    recent=${allowed:+$(find -L $allowed -maxdepth 0 -type f -mmin "-$minutes" 2>/dev/null)}
    # the newest, of which the oldest is read first
    recent=${recent:+$(ls -1t -- $recent)}
    number=0
    files=
    for file in $recent; do
        number=$((number + 1))
        if [ $number -gt $most ]; then
            gap "$1" "$where: there are more than $most such files; the newest are read"
            break
        fi
        files=$file${files:+$IFS$files}
        case $file in *.gz) need=gzip ;; *.xz) need=xz ;; *.zst) need=zstd ;; *.bz2) need=bzip2 ;; *) continue ;; esac
        command -v $need >/dev/null || gap "$1" "$file cannot be read: there is no $need on the host"
    done
    if [ -n "$files" ]; then limited "$1" "$3" contents "$3" $files; else tell "log $1" 0; fi
}
