# Functions for where the L2 agent runs.
ask() { brief ovs-vsctl --timeout=1 "$@"; }
