# Chooses from a log what belongs to an operation, record by record: a record is a line and those that continue it.
#
# form     service (oslo.log, libvirt, Open vSwitch), guest (all of it), kernel, audit
# ids      regular expression of what names the operation's things; a line with one of them belongs to it
# strange  regular expression of what names others' things of the same kind
# lo, hi   the window: epoch seconds of the host's clock
# lo_utc hi_utc lo_here hi_here   the same as YYYY-MM-DD HH:MM:SS, in UTC and in the host's time zone: a log does not say which it is in
# be be_utc be_here   when the operation began: what is older is given first, and then a line of "\035"
# boot     epoch seconds at which the kernel's clock began
# limit    bytes of decisive records; others get less
# probe    1: only say whether the first stamped line comes before the window, or that there is nothing at all
# A line "\036" says that what follows was read from the middle of a file; a line "\036cut", that not all of a file was read: then it ends with 3.

BEGIN {
    # not by -v, which would take their backslashes
    ids = ENVIRON["ids"]; strange = ENVIRON["strange"]
    loud = "ERROR|CRITICAL|TRACE|Traceback|: error : |\\|ERR\\||\\|EMER\\|"
    # of the journal: how bad it is, what systemd itself says of a unit or of messages that it dropped, what is no text and comes as numbers
    loud = loud "|\"PRIORITY\" ?: ?\"[0-3]\"|\"SYSLOG_IDENTIFIER\" ?: ?\"systemd(-journald)?\"|\"MESSAGE\" ?: ?\\["
    if (form == "kernel") {
        loud = "[Oo]ut of memory|oom-kill|oom_reaper|[Kk]illed process|DENIED|denied|kvm|KVM|qemu|libvirt|vhost|vfio|segfault"
        loud = loud "|I/O error|EXT4-fs error|XFS|No space|blocked for more than|soft lockup|[Hh]ardware [Ee]rror|nf_conntrack: table full"
    }
    if (form == "audit") loud = "denied|DENIED|ANOM_ABEND|SELINUX_ERR"
    wanted = loud "|WARN|: warning : |\"PRIORITY\" ?: ?\"4\"|" ids
    all = form == "guest" || form == "kernel"
    months = "JanFebMarAprMayJunJulAugSepOctNovDec"
    cap[1] = limit; cap[2] = limit / 2; cap[3] = limit / 4
    newest = hi_utc > hi_here ? hi_utc : hi_here
}

# The line's time: stamp as text or moment as epoch seconds; zulu says that the text is in UTC. False if it has none.
function timed(line,    rest, json) {
    stamp = ""; moment = 0; zulu = 0
    if (form == "kernel" && line ~ /^\[ *[0-9]+\.[0-9]+\]/) {
        rest = line; sub(/^\[ */, "", rest); moment = boot + rest; return 1
    }
    if (form == "audit" && match(line, /audit\([0-9]+/)) {
        moment = substr(line, RSTART + 6, RLENGTH - 6) + 0; return 1
    }
    # the journal's, in microseconds
    if (line ~ /^[{]"/ && match(line, /"__REALTIME_TIMESTAMP" ?: ?"[0-9]+"/)) {
        rest = substr(line, RSTART + 22, RLENGTH - 22); gsub(/[^0-9]/, "", rest)
        moment = substr(rest, 1, length(rest) - 6) + 0; return 1
    }
    if (match(line, /[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]:[0-6][0-9]/)) {
        json = line ~ /^[^{]?[{]/ && substr(line, 1, RSTART - 1) ~ /"(@?timestamp|asctime|time)" *: *"$/
        if (RSTART <= 3 || json) {
            stamp = substr(line, RSTART, 10) " " substr(line, RSTART + 11, 8)
            rest = substr(line, RSTART + 19, 16)
            zulu = rest ~ /^[.,]?[0-9]*(Z|[+]00:?00)/
            return 1
        }
    }
    if (line ~ /^[A-Z][a-z][a-z] [ 0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-6][0-9]/) {
        rest = (index(months, substr(line, 1, 3)) + 2) / 3
        if (rest == int(rest) && rest > 0) {
            stamp = sprintf("%s-%02d-%02d %s", substr(newest, 1, 4), rest, substr(line, 5, 2), substr(line, 8, 8))
            # a log has no year: December, read in January
            if (stamp > newest && substr(newest, 6, 2) == "01") stamp = (substr(newest, 1, 4) - 1) substr(stamp, 5)
            return 1
        }
    }
    return 0
}

# -1 before the window, 0 in it, 1 after it
function place() {
    if (moment) return moment < lo ? -1 : moment > hi
    if (zulu) return stamp < lo_utc ? -1 : stamp > hi_utc
    if ((stamp >= lo_utc && stamp <= hi_utc) || (stamp >= lo_here && stamp <= hi_here)) return 0
    return stamp > newest ? 1 : -1
}

# Whether it is older than the operation. A guest's log is not taken apart: most of its lines have no time of their own.
function older() {
    if (form == "guest") return 0
    if (moment) return moment < be
    if (zulu || (stamp >= lo_utc && stamp <= hi_utc)) return stamp < be_utc
    return stamp < be_here
}

# What continues a record that oslo.log wrote: the same process and logger, at the same level, and no context of its own.
function logger(line,    name) {
    if (!match(line, /[0-9]+ (ERROR|CRITICAL|TRACE|WARNING|INFO|DEBUG|AUDIT) [A-Za-z_][A-Za-z0-9_.]*/)) return ""
    name = substr(line, RSTART, RLENGTH)
    bare = substr(line, RSTART + RLENGTH, 2) != " ["
    return name
}

# Of another instance, another request, another guest
function is_strange(line) {
    return line ~ strange
}

# What the journal says of an entry beside it is left out; a long line is cut.
function short(line) {
    if (line ~ /^[{]"/) gsub(/"(__CURSOR|__MONOTONIC_TIMESTAMP|__SEQNUM|__SEQNUM_ID|_BOOT_ID)" ?: ?"[^"]*", ?/, "", line)
    if (length(line) > 8192) line = substr(line, 1, 8192) " [cut: " (length(line) - 8192) " bytes]"
    return line
}

function add(line, class,    size) {
    line = short(line)
    gsub(/[\035\036\037]/, "?", line)
    size = length(line) + 1
    text[++last] = line; of[last] = class; bytes[last] = size; before[last] = seen && older()
    open = last
    if (full[class] || first[class] + size > cap[class] / 2) {
        full[class] = 1
        queue[class, ++tail[class]] = last
        held[class] += size
        squeeze(class)
    } else first[class] += size
}

function append(line,    class, size) {
    line = short(line)
    gsub(/[\035\036\037]/, "?", line)
    size = length(line) + 1
    # a record without an end: a dump, or a file that is no log
    if (bytes[open] + size > 16384) {
        if (!(open in cut)) text[open] = text[open] "\n[cut: a record of more than 16 KiB]"
        cut[open] = 1
        return
    }
    text[open] = text[open] "\n" line; bytes[open] += size
    class = of[open]
    if (tail[class] && queue[class, tail[class]] == open) { held[class] += size; squeeze(class) } else first[class] += size
}

# The first records and the last ones stay: how it began, and how it ended.
function squeeze(class,    oldest_one) {
    while (held[class] > cap[class] / 2 && head[class] + 1 < tail[class]) {
        oldest_one = queue[class, ++head[class]]
        held[class] -= bytes[oldest_one]
        delete queue[class, head[class]]; delete text[oldest_one]; delete of[oldest_one]; delete bytes[oldest_one]; delete cut[oldest_one]
    }
}

# The records from before the operation, or those since.
function tell(early,    i, left) {
    for (i = 1; i <= last; i++) {
        if (before[i] != early) continue
        if (i in text) { if (left) print "[" left " records left out]"; left = 0; print text[i]; told = 1 } else left++
    }
    if (left) print "[" left " records left out]"
}

probe {
    if (NR > 1 && timed($0)) { print (place() < 0 ? "before" : "not"); exit }
    next
}

$0 == "\036cut" { over = 1; next }

# What follows was read from the middle of a file: it begins within a record, of which nobody knows whose it is.
$0 == "\036" { torn = 1; open = 0; next }

!open && !all && $0 !~ wanted {
    if (NR % 1000 == 0 && timed($0) && place() > 0) exit
    next
}

!timed($0) {
    if (torn) next
    if (open) append($0)
    # nothing before it has a time: a log that has none, read by its unit's journal or whole
    else if (!seen && (all || $0 ~ wanted) && !is_strange($0)) add($0, $0 ~ loud ? 1 : 2)
    next
}

{
    seen = 1; open = 0; torn = 0
    where = place()
    if (where > 0) exit
    if (where < 0) next
    if (all) { add($0, form == "kernel" && $0 !~ loud ? 3 : 1); next }
    if ($0 !~ wanted) next
    ours = $0 ~ ids
    key = logger($0)
    decides = $0 ~ loud
    if (key != "" && bare && (key in kept) && !ours) {
        if (kept[key] > 0 && kept[key] in text) { open = kept[key]; append($0) }
        next
    }
    if (!ours && is_strange($0)) { if (key != "") kept[key] = -1; next }
    if (form == "audit" && !ours && $0 !~ /qemu|libvirt|virt|nova|kvm|container/) next
    add($0, decides ? 1 : (ours && $0 ~ / DEBUG |debug : /) ? 3 : 2)
    if (key != "") kept[key] = last
}

END {
    if (probe) { if (!NR) print "empty"; exit }
    tell(1)
    if (told) print "\035"
    tell(0)
    if (over) exit 3
}
