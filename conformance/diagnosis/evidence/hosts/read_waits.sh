# What the programs of a compute host wait for when an operation does not end: programs that services started and that still run, services that
# a signal stopped, and connections on which nobody answers. read_host.sh and read_facts.sh come before, and the call of its function after.

# waits: at most 10 lines of each kind; programs count that were started since the operation began
waits() {
    age=$(($(now) - begun - early))
    # shellcheck disable=SC2016 # awk's own
    timeout 5 ps -ww -eo pid=,ppid=,stat=,etimes=,args= 2>/dev/null | "$awk" -v age="$age" '
        {
            pid = $1; parent[pid] = $2; state[pid] = $3; seconds[pid] = $4
            $1 = $2 = $3 = $4 = ""; sub(/^ +/, ""); words[pid] = substr($0, 1, 300); order[++count] = pid
        }
        function service(text) {
            return text ~ /(^|[ \/])(nova-compute|libvirtd|virtqemud|virtlogd|ovs-vswitchd|ovsdb-server|ovn-controller|neutron-[a-z-]*agent|privsep-helper)(:? |$)/ ||
                text ~ /(^|[ \/])(qemu-system-[a-z0-9_]+|qemu-kvm|dnsmasq|swtpm)( |$)/
        }
        function starter(pid, steps) {
            while (steps++ < 20 && pid > 1) {
                pid = parent[pid]
                if (words[pid] ~ /(^|[ \/])(nova-compute|libvirtd|virtqemud|neutron-[a-z-]*agent|privsep-helper)(:? |$)/) return 1
            }
            return 0
        }
        END {
            for (place = 1; place <= count; place++) {
                pid = order[place]
                if (service(words[pid])) {
                    if (state[pid] ~ /^[Tt]/ && ++stopped <= 10) print "stopped by a signal: " words[pid]
                } else if (words[pid] !~ /(^|\/)(ovsdb-client monitor|ip (-o )?monitor)/ && seconds[pid] >= 10 && seconds[pid] <= age + 2 && starter(pid, 0) && ++running <= 10)
                    print "still running: for " seconds[pid] " s, " words[pid]
            }
        }' | tr '\035\036\037' '???' | cut -c 1-400
    command -v ss >/dev/null || return 0
    timeout 3 ss -Htno state syn-sent 2>/dev/null | unanswered "no answer to a connection"
    timeout 3 ss -Htno state established 2>/dev/null | unanswered "not acknowledged"
}

# unanswered WHAT: of ss's lines, those that were sent again and again: TCP sends for the third time after some seconds
unanswered() {
    "$awk" -v what="$1" '
        match($0, /timer:\(on,[^,)]*,[0-9]+\)/) {
            times = substr($0, RSTART, RLENGTH); sub(/.*,/, "", times)
            if (times + 0 >= 3 && !seen[$4]++ && ++count <= 10) printf "%s: %s to %s, sent again %d times\n", what, $3, $4, times
        }'
}
