# Reads one compute host: how its clock differs, what belongs to an operation in its logs, and the facts that decide.
# Runs under any POSIX shell, as root or not, and writes nothing on the host. The calls of its functions are appended by read.py, after
# assignments of: sent (epoch seconds here when it was sent), begun and ended (epoch seconds: the operation), budget (seconds for all),
# share (seconds for one log), limit (bytes of decisive records of one log), ids and strange (regular expressions).
# What it writes: for each part a line "GS kind US source US detail", then the part's text (GS and US: the bytes 035 and 037).

LC_ALL=C
export LC_ALL ids strange
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# words are split at line ends only: a path may have blanks
IFS='
'
now() { date +%s; }
clock() {
    precise=$(date +%s.%N)
    # a date that knows no %N
    case $precise in *N*) precise=$(now) ;; esac
    part clock "$1" "$precise"
}
part() { printf '\035%s\037%s\037%s\n' "$1" "$2" "$3"; }
gap() { part gap "$1" "$2"; }

# What a service may be, it is on a host or is not: functions that read its log end with 1 where it is not, and say so to `absent`.
missing=
lacks() { missing="${missing:+$missing; }$1"; return 1; }
absent() { gap "$1" "$missing"; }

started=$(now)
clock start
drift=$((started - sent))
# a difference of seconds may as well be the time that the question took to come here
early=$drift
if [ "$drift" -ge 0 ] && [ "$drift" -le 20 ]; then early=0; fi
here=$(date +%z)
awk=$(command -v gawk || command -v mawk || command -v awk)
boot=$("$awk" -v now="$started" '{ printf "%d", now - $1 }' /proc/uptime 2>/dev/null)
stamp() { date -u -d "@$1" '+%Y-%m-%d %H:%M:%S'; }
stamp_here() { date -d "@$1" '+%Y-%m-%d %H:%M:%S'; }

# window LEAD: from that many seconds before the operation until shortly after it, by the host's clock
window() {
    lo=$((begun + early - $1 - 5))
    hi=$((ended + drift + 5))
    be=$((begun + early - 2))
    be_utc=$(stamp $be) be_here=$(stamp_here $be)
    lo_utc=$(stamp $lo) hi_utc=$(stamp $hi) lo_here=$(stamp_here $lo) hi_here=$(stamp_here $hi)
}

left() { echo $((budget - $(now) + started)); }

# chosen FORM [PROBE]: what of the standard input belongs to the operation
chosen() {
    timeout $((share + 5)) "$awk" -v form="$1" -v probe="${2:-0}" -v lo="$lo" -v hi="$hi" -v lo_utc="$lo_utc" -v hi_utc="$hi_utc" \
        -v lo_here="$lo_here" -v hi_here="$hi_here" -v be="$be" -v be_utc="$be_utc" -v be_here="$be_here" -v boot="${boot:-0}" -v limit="$limit" "$select"
}

# start_of FILE FORM: the number of a block of 64 KiB before which nothing is in the window: a log is in the order of time
start_of() {
    low=0
    high=$(($(stat -c %s -- "$1") / 65536 + 1))
    while [ $((high - low)) -gt 1 ]; do
        middle=$(((low + high) / 2))
        case $(dd if="$1" bs=65536 skip=$middle count=1 2>/dev/null | chosen "$2" 1) in before) low=$middle ;; *) high=$middle ;; esac
    done
    echo $low
}

# contents FORM FILES...: all of them, one after the other; what was read when the seconds are over must do
contents() {
    until=$(($(now) + seconds))
    shift
    for file in "$@"; do
        seconds=$((until - $(now)))
        [ $seconds -gt 0 ] || break
        case $file in
            *.gz) timeout $seconds gzip -dc -- "$file" ;;
            *.xz) timeout $seconds xz -dc -- "$file" ;;
            *.zst) timeout $seconds zstd -dcq -- "$file" ;;
            *.bz2) timeout $seconds bzip2 -dc -- "$file" ;;
            *)
                block=$(start_of "$file" "$form")
                [ "$block" -eq 0 ] || printf '\036\n'
                timeout $seconds dd if="$file" bs=65536 skip="$block" 2>/dev/null
                ;;
        esac
    done
}

bounded() { timeout "$seconds" "$@"; }

# limited SOURCE FORM COMMAND...: the part that the command's output gives, with a gap if it took too long; the command keeps to `seconds`
limited() {
    source=$1
    form=$2
    shift 2
    seconds=$(left)
    [ "$seconds" -le "$share" ] || seconds=$share
    if [ "$seconds" -lt 1 ]; then
        gap "$source" "not read: the time for this host was over"
        return
    fi
    before=$(now)
    part log "$source" "$where"
    "$@" 2>&1 | chosen "$form"
    [ $(($(now) - before)) -lt "$seconds" ] || gap "$source" "$where was not read to its end within $seconds s"
    return 0
}

# files SOURCE LEAD FORM PATTERN [ROOT]: a log and what was rotated away from it, as far as written to since the window began
files() {
    window "$2"
    where=${4#"$5"}
    found=$(ls -d -- $4 $4.* $4-* 2>/dev/null)
    if [ -z "$found" ]; then
        lacks "there is no $where${5:+ in its container}"
        return
    fi
    for file in $found; do
        [ -r "$file" ] || { gap "$1" "$where may not be read by $(id -un). Set hosts.sudo: true in the profile, or log in as root"; return; }
        case $file in *.gz) need=gzip ;; *.xz) need=xz ;; *.zst) need=zstd ;; *.bz2) need=bzip2 ;; *) continue ;; esac
        command -v $need >/dev/null || gap "$1" "$file cannot be read: there is no $need on the host"
    done
    minutes=$((($(now) - lo) / 60 + 2))
    recent=$(find -L $found -maxdepth 0 -type f -mmin "-$minutes" 2>/dev/null)
    if [ -n "$recent" ]; then limited "$1" "$3" contents "$3" $(ls -1tr -- $recent); else part log "$1" "$where"; fi
}

# root_of ENGINE NAME: where a container's files are as seen from the host; nothing if it does not run
root_of() {
    pid=$("$1" inspect --type container --format '{{.State.Pid}}' "$2" 2>/dev/null)
    case $pid in '' | *[!0-9]* | 0) return 1 ;; *) echo "/proc/$pid/root" ;; esac
}

# mounted ENGINE NAME PATH: where the host keeps a path of a container that does not run
mounted() {
    "$1" inspect --type container --format '{{range .Mounts}}{{.Destination}}={{.Source}}
{{end}}' "$2" 2>/dev/null | "$awk" -F= -v path="$3" '
        { sub(/\/$/, "", $1) }
        index(path, $1 "/") == 1 && length($1) > best { best = length($1); found = $2 substr(path, best + 1) }
        END { if (best) print found }'
}

exists() { "$1" inspect --type container --format '{{.Id}}' "$2" >/dev/null 2>&1; }

# container_files SOURCE LEAD FORM PATTERN ENGINE NAME: the same, of a container's own files
container_files() {
    exists "$5" "$6" || { lacks "there is no container $6"; return; }
    root=$(root_of "$5" "$6")
    if [ -n "$root" ]; then
        files "$1" "$2" "$3" "$root$4" "$root"
        return
    fi
    path=$(mounted "$5" "$6" "$4")
    if [ -n "$path" ]; then files "$1" "$2" "$3" "$path"; else lacks "container $6 does not run, and its $4 is on no volume"; fi
}

# container_output SOURCE LEAD FORM ENGINE NAME: what its programs wrote to their standard outputs
container_output() {
    exists "$4" "$5" || { lacks "there is no container $5"; return; }
    window "$2"
    where="$4 logs $5"
    limited "$1" "$3" bounded "$4" logs --timestamps --since "$lo" --until "$hi" "$5"
}

# journal SOURCE LEAD FORM UNIT
journal() {
    systemctl cat "$4" >/dev/null 2>&1 || { lacks "there is no unit $4"; return; }
    window "$2"
    where="the journal of $4"
    limited "$1" "$3" bounded journalctl --quiet --no-pager --output short-iso --unit "$4" --since "@$lo" --until "@$hi"
}

# guest_log PATTERN_BEFORE DOMAIN INSTANCE [ROOT]: QEMU's own log of the guest; by the instance's id where the domain's name is not known
guest_log() {
    name=$2
    if [ -z "$name" ]; then
        name=$(timeout 3 grep -l -s -F -e "$3" -- "$1"/*.log | head -n 1)
        name=${name##*/}
        name=${name%.log}
    fi
    if [ -n "$name" ] && [ -e "$1/$name.log" ]; then
        files qemu 60 guest "$1/$name.log" "$4"
    elif [ -x "$1" ]; then
        # the guest was never started here: that is known now
        part log qemu "${1#"$4"}"
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
        limited dmesg service bounded journalctl --dmesg --quiet --no-pager --output short-iso --since "@$lo" --until "@$hi"
    else
        gap dmesg "the kernel's log may not be read by $(id -un). Set hosts.sudo: true in the profile, or log in as root"
    fi
}

# root_of_process NAMES...: where the files of the first process of one of those names are
root_of_process() {
    for process in /proc/[0-9]*; do
        read -r comm <"$process/comm" || continue
        for name in "$@"; do [ "$comm" = "$name" ] && echo "$process/root" && return; done
    done 2>/dev/null
    return 1
}

fact() { printf '%s: %s\n' "$1" "$(printf '%s' "$2" | tr '\n\035\036\037' ' ???' | cut -c 1-600 | sed 's/ *$//')"; }

# inside ROOT COMMAND...: run where the root of the files is
inside() {
    root=$1
    shift
    if [ -n "$root" ]; then timeout 3 chroot "$root" "$@"; else timeout 3 "$@"; fi 2>&1
}

device() { ls -lnd "$1/dev/kvm" 2>&1 | tail -n 1; }

# facts LIBVIRT_ROOT NOVA_ROOT INSTANCES
facts() {
    part fact host facts
    fact "time zone" "$here"
    fact kernel "$(uname -sr)"
    fact processor "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c | tr -s ' ' | sed 's/^ //')"
    fact "processors with vmx or svm" "$(grep -c -w -E 'vmx|svm' /proc/cpuinfo)"
    fact "kvm modules" "$(grep -o '^kvm[a-z_]*' /proc/modules 2>/dev/null)"
    fact "nested" "$(cat /sys/module/kvm_*/parameters/nested 2>/dev/null)"
    fact "/dev/kvm on the host" "$(device '')"
    [ -z "$1" ] || fact "/dev/kvm of libvirt" "$(device "$1")"
    fact "group kvm" "$(getent group kvm)"
    fact "load" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
    fact memory "$(grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree|HugePages_Total|HugePages_Free|Hugepagesize|CommitLimit|Committed_AS):' /proc/meminfo | tr -s ' ')"
    fact "huge pages by node" "$(grep -s . /sys/devices/system/node/node*/hugepages/hugepages-*/*_hugepages | sed 's|/sys/devices/system/node/||; s|hugepages/hugepages-||' | grep -E '/(nr|free)_')"
    fact "space of $3" "$(timeout 3 df -Pk -- "$2$3" 2>&1 | tail -n 1)"
    fact "inodes of $3" "$(timeout 3 df -Pi -- "$2$3" 2>&1 | tail -n 1)"
    if [ -e /sys/fs/selinux/enforce ]; then
        case $(cat /sys/fs/selinux/enforce) in 1) mac=selinux-enforcing ;; *) mac=selinux-permissive ;; esac
    elif [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then
        mac=apparmor
    else
        mac=none
    fi
    fact "mandatory access control" $mac
    [ -e /var/log/audit/audit.log ] || fact "audit log" "none"
    fact "libvirt" "$(inside "$1" virsh --connect qemu:///system version)"
    if command -v ovs-vsctl >/dev/null; then
        for bridge in $(timeout 3 ovs-vsctl --timeout=2 list-br 2>/dev/null); do
            case $bridge in br-int | br-tun) ;; *) fact "ports of $bridge" "$(timeout 3 ovs-vsctl --timeout=2 list-ports "$bridge" 2>&1)" ;; esac
        done
    fi
    fact "listening" "$({ ss -Hltn || netstat -ltn; } 2>/dev/null | "$awk" '{ print $4 }' | grep -E ':(22|8022|16509|16514|4915[2-9]|491[6-9][0-9]|4920[0-9]|4921[0-5])$' | sort -u)"
}

# configured FILES...: what of Nova's configuration operations depend on
configured() {
    fact "nova.conf" "$(grep -h -s -E '^ *(virt_type|cpu_mode|cpu_models?|cpu_model_extra_flags|vif_plugging_[a-z_]*|live_migration_[a-z_]*|migration_[a-z_]*|images_type|instances_path|my_ip|force_raw_images|compute_driver|disk_cachemodes) *=' "$@")"
}

# knows HOST: how this host finds another, and whether it answers. No port is tried: libvirt logs an error for a connection that says nothing,
# and QEMU would take one for the guest that it waits for.
knows() {
    address=$(timeout 3 getent hosts "$1" | head -n 1 | cut -d ' ' -f 1)
    fact "address of $1" "${address:-not known here}"
    [ -n "$address" ] || return 0
    command -v ip >/dev/null && fact "way to $1" "$(ip route get "$address" 2>&1 | head -n 1)"
    command -v ping >/dev/null && fact "$1 answers ping" "$(timeout 3 ping -n -q -c 1 -W 2 "$address" >/dev/null 2>&1 && echo yes || echo no)"
}

# state LOGICAL_NAME KIND NAME: whether a service runs, as its supervisor says; ends with 1 if there is none of that name
state() {
    case $2 in
        docker | podman) exists "$2" "$3" && said=$(timeout 3 "$2" inspect --type container --format '{{.State.Status}} exit={{.State.ExitCode}} oom_killed={{.State.OOMKilled}} started={{.State.StartedAt}}' "$3" 2>&1) ;;
        systemd) systemctl cat "$3" >/dev/null 2>&1 && said=$(timeout 3 systemctl show --property ActiveState,SubState,Result,NRestarts,ActiveEnterTimestamp "$3" 2>&1) ;;
        supervisor) said=$(timeout 3 supervisorctl status "$3" 2>&1); [ -n "$said" ] ;;
        *) said=$(root_of_process "$3") && said=running ;;
    esac || return 1
    fact "service $1 ($3)" "$said"
}
