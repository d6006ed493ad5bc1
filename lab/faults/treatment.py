"""Injecting faults and healing them. Both may be done twice, and healing finds what is broken after a run that was cut short."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from shlex import quote

from openstack.exceptions import NotFoundException

from lab.errors import LabError
from lab.faults.chart import Chart, Entry, charts
from lab.faults.fault import NamedFault, Place
from lab.faults.patient import Patient, send
from lab.layout import CONTROL, Layout
from lab.nodes.node import Node, running_nodes
from lab.nodes.supervision import Supervisor

_COPIES = 5
"""How many things of one name are looked for at most, when they are deleted."""


def inject(named: NamedFault, node: Node) -> bool:
    """Break the node; False if it had the fault already. What an injection that was cut short left is healed first.

    :raises LabError: the fault does not belong there or cannot be provoked here; or a step failed, and what was done is undone
    """
    _check(named, node)
    chart = Chart(node, named.name)
    if chart.whole:
        return False
    if chart.exists:
        _undo(chart)
    chart.open()
    try:
        if named.fault.inject is not None:
            named.fault.inject(Patient(node, chart))
    except BaseException:
        _undo(chart)
        raise
    chart.close()
    return True


def heal(layout: Layout, name: str | None = None, host: str | None = None) -> list[tuple[str, str]]:
    """Undo faults, all or those of that name on that host.

    :returns: name and host of what was healed; nothing where there was nothing to heal
    :raises LabError: something could not be undone; it can be tried again
    """
    found = [(chart, node) for chart, node in _all(layout) if name in (None, chart.fault) and host in (None, node.name)]
    for chart, _ in found:
        _undo(chart)
    return [(chart.fault, node.name) for chart, node in found]


def injected(layout: Layout) -> list[tuple[str, str]]:
    """Name and host of every fault that is, or may in part be, there."""
    return [(chart.fault, node.name) for chart, node in _all(layout)]


def _all(layout: Layout) -> Iterator[tuple[Chart, Node]]:
    for node in running_nodes(layout):
        for chart in charts(node):
            yield chart, node


def _check(named: NamedFault, node: Node) -> None:
    if named.fault.inject is None:
        raise LabError(f"{named.name} cannot be provoked here: {named.fault.recorded}. It is replayed from recorded evidence")
    if (named.fault.place is Place.CONTROL) != (node.name == CONTROL):
        where = f"the node {CONTROL}" if named.fault.place is Place.CONTROL else "a compute host"
        raise LabError(f"{named.name} is a fault of {where}, not of {node.name}")
    if node.first_process() is None:
        raise LabError(f"{node.name} does not run: `python -m lab up` starts it")


def _undo(chart: Chart) -> None:
    """Undo in reverse order; then restart, once each, the programs that read what was changed."""
    entries = chart.entries()
    restarts = dict.fromkeys(str(entry["program"]) for entry in entries if entry["undo"] == "restart")
    if chart.node.first_process() is not None:
        for entry in reversed(entries):
            _UNDO[entry["undo"]](chart, entry)
        Supervisor(chart.node).restart(*restarts)
    chart.throw_away()


def _restore(chart: Chart, entry: Entry) -> None:
    path = entry["path"]
    copy = chart.copy_of(path)
    words = f"cp --archive {quote(str(copy))} {quote(path)}" if copy.exists() else f"rm -f {quote(path)}"
    chart.node.run(["sh", "-euc", words])


def _shell(chart: Chart, entry: Entry) -> None:
    node = Node(entry["on"], chart.node.layout)
    if node.first_process() is not None:
        node.run(["sh", "-euc", entry["script"]])


def _start(chart: Chart, entry: Entry) -> None:
    Supervisor(chart.node).start([entry["program"]])


def _signal(chart: Chart, entry: Entry) -> None:
    Supervisor(chart.node).signal(entry["program"], entry["signal"])


def _request(chart: Chart, entry: Entry) -> None:
    with suppress(NotFoundException):
        send(Patient(chart.node, chart).cloud, entry["service"], entry["method"], entry["path"], entry["body"], entry["microversion"])


def _delete(chart: Chart, entry: Entry) -> None:
    service = getattr(Patient(chart.node, chart).cloud, entry["service"])
    for _ in range(_COPIES):
        found = getattr(service, f"find_{entry['kind']}")(entry["name"], ignore_missing=True)
        if found is None:
            return
        getattr(service, f"delete_{entry['kind']}")(found)


def _later(_chart: Chart, _entry: Entry) -> None:
    """A restart is done once everything else is undone."""


_UNDO: dict[str, Callable[[Chart, Entry], None]] = {
    "restore": _restore,
    "shell": _shell,
    "start": _start,
    "signal": _signal,
    "request": _request,
    "delete": _delete,
    "restart": _later,
}
