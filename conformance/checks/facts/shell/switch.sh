# Where the L2 agent runs.
ask() { brief ovs-vsctl --timeout=1 "$@"; }
say bridges ask list-br
say settings ask --format=json --columns=external_ids list Open_vSwitch
say tunnels ask --format=json --columns=type,options find Interface type!=internal type!='""' type!=patch
