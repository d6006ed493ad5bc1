# Functions for where the L2 agent runs. $OVS_VSCTL: Open vSwitch's client.
ask() { brief "$OVS_VSCTL" --timeout=1 "$@"; }
