#!/bin/sh
# Keeps the guests' tap devices up, and in the switch, for as long as it runs.
#
# libvirt sets a tap up after it has added it to Open vSwitch, whose userspace datapath sets the same flags from what it last read of them:
# on a busy machine it takes the tap down again, and the guest runs on without a network. The kernel datapath of a real host has no such race.
#
# Nor does the userspace datapath see that a tap went and came again while its port stayed, as where Nova resumes an instance or reboots it
# softly: it goes on to read from the tap that is gone. A kernel's datapath loses the port with the device, and takes it up anew. Here, a
# port that has another tap than before is given another number, for which the switch opens the tap anew.
known=/run/keep-taps-up
mkdir -p $known

see() {
    device=$1 index=$2
    port=$(ovs-vsctl --timeout=5 --bare --columns=_uuid find interface "name=$device" 2> /dev/null) && [ -n "$port" ] || return
    before=
    [ ! -e "$known/$device" ] || read -r before < "$known/$device"
    echo "$index $port" > "$known/$device"
    case $before in
    "$index $port") ;;
    *" $port")
        number=$(ovs-vsctl --timeout=5 --bare --columns=ofport find interface "name=$device")
        echo "$device came again: its port $number is opened anew"
        ovs-vsctl --timeout=5 --no-wait set interface "$device" ofport_request=$((number % 30000 + 1000))
        ;;
    esac
}

{ ip -oneline link; ip -oneline monitor link; } | while read -r index device flags _; do
    case "$device $flags" in
    tap*:\ *[\<,]UP[,\>]*) see "${device%:}" "${index%:}" ;;
    tap*:\ *) ip link set dev "${device%:}" up 2> /dev/null || true ;; # gone by now, as often as not
    esac
done
