"""Holds up the network of guests that come from one other host: what is sent to them is lost for 15 s after they have arrived."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing
from lab.faults.target import FaultTarget

LATE = 15
"""Seconds: more than the lab's profile lets a guest be silent, and less than what Neutron or Nova would notice."""

_MARK = "cookie=0x1a7e"
_WATCH = "/run/late-network"


def inject(target: FaultTarget) -> None:
    """Watch for QEMU's migration connections from that host, and drop what is sent to the guest that comes by one.

    What the guest sends goes out, so that switches learn at once where it is now: else they would be late for minutes.
    """
    connections = f"ss -Hntp state established '( sport >= :49152 and sport <= :49215 and dst {target.address(target.others[0])} )'"
    target.change(
        f"""
        touch {_WATCH}
        (
            while [ -e {_WATCH} ]; do
                sleep 0.2
                pid=$({connections} | grep -o 'pid=[0-9]*' | head -1 | cut -d = -f 2)
                [ -n "$pid" ] || continue
                mac=$(tr '\\0' '\\n' < /proc/$pid/cmdline | grep -o '"mac":"[0-9a-f:]*"' | head -1 | cut -d '"' -f 4)
                [ -n "$mac" ] || continue
                ovs-ofctl add-flow br-provider "{_MARK},priority=60000,dl_dst=$mac,actions=drop"
                while {connections} | grep -q "pid=$pid,"; do sleep 0.2; done
                sleep {LATE}
                ovs-ofctl del-flows br-provider "{_MARK}/-1"
            done
        ) > /dev/null 2>&1 < /dev/null &
        """,
        f"rm -f {_WATCH}; ovs-ofctl del-flows br-provider '{_MARK}/-1'",
    )


FAULT = Fault(
    title="guests' network late after migrations from one host",
    inject=inject,
    cause="network-late",
    blamed=Blamed.TARGET,
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    difference="a program on the destination drops what is sent to such a guest for 15 s, as a slow network backend would",
    remedy="none is needed",
)
