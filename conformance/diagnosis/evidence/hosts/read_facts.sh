# The facts of one compute host, beside what its logs say: read_host.sh comes before, and the calls of its functions after. $virsh, $libvirt_uri and
# $ovs_vsctl: the clients of libvirt and Open vSwitch.

fact() { printf '%s: %s\n' "$1" "$(printf '%s' "$2" | tr '\n\035\036\037' ' ???' | cut -c 1-600 | sed 's/ *$//')"; }

# libvirt KIND NAME...: the version of the first of these that is there
libvirt() {
    while [ $# -gt 1 ]; do
        version_of "$1" "$2" && return
        shift 2
    done
    fact libvirt "there is no $virsh"
}

# version_of KIND NAME: what libvirt's client says where it runs; in a container by its engine, as nothing of a container may run as root of the
# host. A pod is not asked from its node: whose process is called libvirtd there, only Kubernetes knows. Its version is among the facts of
# the run, which kubectl reads.
version_of() {
    case $1 in
        docker | podman) exists "$1" "$2" && said=$(timeout 5 "$1" exec --user 0 "$2" "$virsh" --connect "$libvirt_uri" version 2>&1 || :) ;;
        kubectl) root_of_process libvirtd virtqemud >/dev/null && said='it runs in a pod, and is not asked from the node' ;;
        *) command -v "$virsh" >/dev/null && said=$(timeout 3 "$virsh" --connect "$libvirt_uri" version 2>&1 || :) ;;
    esac || return 1
    fact libvirt "$said"
}

device() { ls -lnd "$1/dev/kvm" 2>&1 | tail -n 1; }

# facts LIBVIRT_ROOT NOVA_ROOT INSTANCES
facts() {
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
    fact "mandatory access control" "$(access_control)"
    [ -e "$AUDIT" ] || fact "audit log" "none"
    if command -v "$ovs_vsctl" >/dev/null; then
        for bridge in $(timeout 3 "$ovs_vsctl" --timeout=2 list-br 2>/dev/null); do
            case $bridge in br-int | br-tun) ;; *) fact "ports of $bridge" "$(timeout 3 "$ovs_vsctl" --timeout=2 list-ports "$bridge" 2>&1)" ;; esac
        done
    fi
    fact "listening" "$({ ss -Hltn || netstat -ltn; } 2>/dev/null | "$awk" '{ print $4 }' | grep -E ':(22|8022|16509|16514|4915[2-9]|491[6-9][0-9]|4920[0-9]|4921[0-5])$' | sort -u)"
}

# Nova-compute's configuration is read as it sees it: below the root of its container, links followed as they lead there
located() {
    if [ -z "$nova_root" ]; then
        real=$1
        return
    fi
    inside_of "$nova_root" "$1" || {
        echo "$1 is a link that leads out of its container" >&2
        return 1
    }
}

# configured PATH...: what files says of them, as far as they are in a container that runs, or in none
configured() {
    [ -n "$nova_root" ] || [ "$contained" = no ] || {
        echo "its container does not run" >&2
        return 1
    }
    files "$@"
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
