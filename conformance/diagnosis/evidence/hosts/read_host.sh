# Reads one compute host: how its clock differs, what belongs to an operation in its logs, and the facts that decide.
# Runs under any POSIX shell, as root or not, and writes nothing on the host. The calls of its functions are appended by read.py, after
# assignments of: sent (epoch seconds here when it was sent), begun and ended (epoch seconds: the operation), budget (seconds for all logs),
# share (seconds for one log), limit (bytes of decisive records of one log), memory (KiB for one program that reads logs), inflated (bytes
# of one compressed log, unpacked), ids and strange (regular expressions).
# What it says (common.sh comes before): chunks `clock` and `clock_after`; `host ...`, facts, each a line NAME: TEXT; `log SOURCE`, what a log says
# of the operation, what it said before in front of GS. One that ends with 3 was read in part, with anything else not at all.

LC_ALL=C
export LC_ALL ids strange
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# words are split at line ends only: a path may have blanks
IFS='
'
# files of one log that are read at most
most=32
# guests come first on this host
renice -n 10 -p $$ >/dev/null 2>&1
ionice -c 2 -n 7 -p $$ >/dev/null 2>&1
now() { date +%s; }
gap() { tell "log $1" 1 "$2"; }

# What a service may be, it is on a host or is not: functions that read its log end with 1 where it is not, and say so to `absent`.
missing=
lacks() { missing="${missing:+$missing; }$1"; return 1; }
absent() { gap "$1" "$missing"; }

say clock clock
drift=$((began - sent))
# a difference of seconds may as well be the time that the question took to come here
early=$drift
if [ "$drift" -ge 0 ] && [ "$drift" -le 20 ]; then early=0; fi
here=$(date +%z)
awk=$(command -v gawk || command -v mawk || command -v awk)
boot=$("$awk" -v now="$began" '{ printf "%d", now - $1 }' /proc/uptime 2>/dev/null)
stamp() { date -u -d "@$1" '+%Y-%m-%d %H:%M:%S'; }
stamp_here() { date -d "@$1" '+%Y-%m-%d %H:%M:%S'; }

# alive KIND NAME...: sets `gone` if none of those that a service may be runs: then its last words are read, whenever it said them
gone=
alive() {
    gone=yes
    while [ $# -gt 1 ]; do
        stopped "$1" "$2" || gone=
        shift 2
    done
}

# stopped KIND NAME: whether it is known not to run; what a socket starts when it is wanted may be away
stopped() {
    case $1 in
        docker | podman)
            command -v "$1" >/dev/null || return 0
            case $(timeout 5 "$1" inspect --type container --format '{{.State.Running}}' "$2" 2>&1) in
                *false | *'o such container'* | *'no container with name or ID'*) return 0 ;;
            esac
            ;;
        systemd)
            case $(timeout 3 systemctl is-active -- "$2" 2>/dev/null) in
                failed) return 0 ;;
                inactive) [ -z "$(timeout 3 systemctl show --property=TriggeredBy --value -- "$2" 2>/dev/null)" ] && return 0 ;;
            esac
            ;;
        supervisor) case $(timeout 3 supervisorctl status "$2" 2>/dev/null) in *' STOPPED'* | *' EXITED'* | *' FATAL'*) return 0 ;; esac ;;
        process)
            timeout 3 pgrep -f -- "$2" >/dev/null 2>&1
            [ $? -ne 1 ] || return 0
            ;;
    esac
    return 1
}

# seconds before the operation that last words may be old
oldest=2592000

# window LEAD [LAST]: from that many seconds before the operation until shortly after it, by the host's clock; from before the last words of a
# service that is gone, said at LAST, where they are older
window() {
    lo=$((begun + early - $1 - 5))
    case $2 in
        '' | *[!0-9]*) ;;
        *) if [ "$2" -lt $lo ] && [ "$2" -gt $((lo - oldest)) ]; then lo=$(($2 - $1 - 5)); fi ;;
    esac
    hi=$((ended + drift + 5))
    be=$((begun + early - 2))
    be_utc=$(stamp $be) be_here=$(stamp_here $be)
    lo_utc=$(stamp $lo) hi_utc=$(stamp $hi) lo_here=$(stamp_here $lo) hi_here=$(stamp_here $hi)
}

# root_of ENGINE NAME: where a container's files are as seen from the host; nothing if it does not run
root_of() {
    pid=$("$1" inspect --type container --format '{{.State.Pid}}' "$2" 2>/dev/null)
    case $pid in '' | *[!0-9]* | 0) return 1 ;; *) echo "/proc/$pid/root" ;; esac
}

# mounted ENGINE NAME PATH: where the host keeps a path of a container that does not run: the volume's directory, and a line with the path in it
mounted() {
    "$1" inspect --type container --format '{{range .Mounts}}{{.Destination}}={{.Source}}
{{end}}' "$2" 2>/dev/null | "$awk" -F= -v path="$3" '
        { sub(/\/$/, "", $1) }
        index(path, $1 "/") == 1 && length($1) > best { best = length($1); found = $2; below = substr(path, best + 1) }
        END { if (best) print found "\n" below }'
}

exists() { "$1" inspect --type container --format '{{.Id}}' "$2" >/dev/null 2>&1; }

# container_files SOURCE LEAD FORM PATTERN ENGINE NAME: the same, of a container's own files
container_files() {
    exists "$5" "$6" || { lacks "there is no container $6"; return; }
    root=$(root_of "$5" "$6")
    if [ -n "$root" ]; then
        log_files "$1" "$2" "$3" "$root$4" "$root"
        return
    fi
    path=$(mounted "$5" "$6" "$4")
    volume=${path%%"$IFS"*}
    if [ -n "$path" ]; then log_files "$1" "$2" "$3" "$volume${path#*"$IFS"}" "$volume" "$4"; else lacks "container $6 does not run, and its $4 is on no volume"; fi
}

# container_output SOURCE LEAD FORM ENGINE NAME: what its programs wrote to their standard outputs
container_output() {
    exists "$4" "$5" || { lacks "there is no container $5"; return; }
    last=
    if [ -n "$gone" ]; then
        last=$(timeout 5 "$4" logs --timestamps --tail 1 "$5" 2>&1 | head -c 64 | cut -d ' ' -f 1)
        last=${last:+$(date -d "$last" +%s 2>/dev/null)}
    fi
    window "$2" "$last"
    where="$4 logs $5"
    limited "$1" "$3" bounded "$4" logs --timestamps --since "$lo" --until "$hi" "$5"
}

# journal SOURCE LEAD FORM UNIT: what its programs wrote, and what systemd says of it
fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,_PID,_HOSTNAME,LIBVIRT_SOURCE,CODE_FUNC,CODE_LINE
journal() {
    systemctl cat "$4" >/dev/null 2>&1 || { lacks "there is no unit $4"; return; }
    where="the journal of $4"
    # it knows units by their own names alone, not by others that lead to them
    unit=$(timeout 3 systemctl show --property=Id --value -- "$4" 2>/dev/null)
    window "$2" "${gone:+$(timeout 5 journalctl --quiet --no-pager --lines 1 --output short-unix --unit "${unit:-$4}" 2>/dev/null | cut -d . -f 1)}"
    # libvirt says how bad something is in a field, and not in its message; without --all, long messages are left out
    limited "$1" "$3" bounded journalctl --quiet --no-pager --all --output json --output-fields "$fields" --unit "${unit:-$4}" \
        --since "@$lo" --until "@$hi"
}

# guest_log PATTERN_BEFORE DOMAIN INSTANCE [ROOT]: QEMU's own log of the guest; by the instance's id where the domain's name is not known
guest_log() {
    name=$2
    if [ -z "$name" ]; then
        name=$(lean timeout 3 grep -l -s -F -e "$3" -- "$1"/*.log | head -n 1)
        name=${name##*/}
        name=${name%.log}
    fi
    if [ -n "$name" ] && [ -e "$1/$name.log" ]; then
        log_files qemu 60 guest "$1/$name.log" "$4"
    elif [ -x "$1" ]; then
        # the guest was never started here: that is known now
        tell "log qemu" 0
    else
        lacks "there is no ${1#"$4"}, or it may not be read by $(id -un)"
    fi
}

kernel() {
    window 300
    where="the kernel's log"
    if timeout 3 dmesg >/dev/null 2>&1; then
        limited dmesg kernel bounded dmesg
    elif [ -n "$(timeout 3 journalctl --dmesg --lines 1 --quiet 2>/dev/null)" ]; then
        limited dmesg kernel bounded journalctl --dmesg --quiet --no-pager --output short-iso --since "@$lo" --until "@$hi"
    else
        gap dmesg "the kernel's log may not be read by $(id -un). Set hosts.sudo: true in the profile, or log in as root"
    fi
}

# root_of_process NAMES...: where the files of the first process of one of those names are. Any pod may have such a process, so this is only for
# reading: nothing that is found there is run.
root_of_process() {
    for process in /proc/[0-9]*; do
        read -r comm <"$process/comm" || continue
        for name in "$@"; do [ "$comm" = "$name" ] && echo "$process/root" && return; done
    done 2>/dev/null
    return 1
}
