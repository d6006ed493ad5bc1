#!/bin/sh
# Keeps the guests' tap devices up, for as long as it runs.
#
# libvirt sets a tap up after it has added it to Open vSwitch, whose userspace datapath sets the same flags from what it last read of them:
# on a busy machine it takes the tap down again, and the guest runs on without a network. The kernel datapath of a real host has no such race.
{ ip -oneline link; ip -oneline monitor link; } | while read -r _ device flags _; do
    case "$device $flags" in
    tap*:\ *[\<,]UP[,\>]*) ;;
    tap*:\ *) ip link set dev "${device%:}" up 2> /dev/null || true ;; # gone by now, as often as not
    esac
done
