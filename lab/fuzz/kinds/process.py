"""A program of the host is stopped, stands still, or is killed again and again."""

from dataclasses import dataclass
from random import Random

from lab.faults.target import FaultTarget
from lab.fuzz.grammar import DrawnFault, FaultKind, called, slug
from lab.fuzz.kinds.restarts import AGENT, HYPERVISOR, LIBVIRT, LIBVIRT_LOG, NETWORK, NOVA, SWITCH, SWITCH_DATABASE


@dataclass(frozen=True)
class HostProgram:
    """A supervised program. pattern: what its command line, and no other that names it, has. later: what is restarted after recovery."""

    name: str
    pattern: str
    causes: tuple[str, ...]
    later: tuple[str, ...]


_SWITCH = ("vif-plug-timeout", "port-binding-failed", "network-mismatch", "host-tool-broken", "network-allocation-failed")

PROGRAMS = (
    HostProgram(NOVA, "bin/[n]ova-compute", ("compute-service-down", "messaging-timeout"), (NOVA,)),
    HostProgram(LIBVIRT, "sbin/[l]ibvirtd", ("hypervisor-down",), HYPERVISOR),
    HostProgram(LIBVIRT_LOG, "sbin/[v]irtlogd", ("hypervisor-down",), (LIBVIRT_LOG, *HYPERVISOR)),
    HostProgram(AGENT, "bin/[n]eutron-openvswitch-agent", ("vif-plug-timeout", "port-binding-failed", "network-mismatch"), (AGENT,)),
    HostProgram(SWITCH, "sbin/[o]vs-vswitchd", _SWITCH, NETWORK),
    HostProgram(SWITCH_DATABASE, "sbin/[o]vsdb-server", _SWITCH, (*NETWORK, NOVA)),
)

INTERVALS = (1, 3, 10)
"""Seconds between two kills."""


def draw(draw: Random) -> DrawnFault:
    """A program, and what becomes of it."""
    program = draw.choice(PROGRAMS)
    return of_process(program, draw.choice(("stopped", "hung", "killed")), draw.choice(INTERVALS))


def of_process(program: HostProgram, way: str, interval: int) -> DrawnFault:
    """The fault of that program. :param interval: seconds between two kills"""
    again = f"killed-every-{interval}s"
    words = {"stopped": "is stopped", "hung": "stands still (SIGSTOP)", "killed": f"is killed every {interval} s"}
    return DrawnFault(
        kind=FaultKind.PROCESS,
        slug=slug(program.name, again if way == "killed" else way),
        does=f"{program.name} {words[way]}",
        may_be_called=called(program.causes),
        inject=lambda target, _peer: _inject(target, program, way, interval),
    )


def _inject(target: FaultTarget, program: HostProgram, way: str, interval: int) -> None:
    target.restart_later(*program.later)
    if way == "stopped":
        target.stop(program.name)
    elif way == "hung":
        target.hang(program.name)
    else:
        _kill_again(target, program, interval)


def _kill_again(target: FaultTarget, program: HostProgram, interval: int) -> None:
    """Kill it in the background until recovery ends that."""
    noted = f"/run/lab-fuzz-{program.name}.pid"
    target.change(
        f"""
        (
            while sleep {interval}; do pkill -KILL --full '{program.pattern}' || true; done
        ) > /dev/null 2>&1 < /dev/null &
        echo $! > {noted}
        """,
        f"[ ! -e {noted} ] || kill -KILL $(cat {noted}) 2> /dev/null || true; rm -f {noted}",
    )
