"""Injection of faults, and recovery. Both may be done twice, and recovery finds what is broken after a run that was cut short."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from shlex import quote

from openstack.exceptions import NotFoundException

from lab.errors import LabError
from lab.faults.fault import Fault, FaultPlace, NamedFault
from lab.faults.registry import fault
from lab.faults.target import FaultTarget, send
from lab.faults.undo_log import UndoEntry, UndoLog, undo_logs
from lab.layout import CONTROL, Layout, NetworkBackend, Shape, Storage
from lab.nodes.node import Node, running_nodes
from lab.services.files import network_of, shape_of, storage_of, tls_of
from lab.shapes.deployment import manager_of

_COPIES = 5
"""How many things of one name are looked for at most, when they are deleted."""


def inject(named: NamedFault, node: Node) -> bool:
    """Break the node; False if it had the fault already. What an injection that was cut short left is recovered first.

    :raises LabError: the fault does not belong there or cannot be provoked here; or a step failed, and what was done is undone
    """
    _check(named, node)
    undo_log = UndoLog(node, named.name)
    if undo_log.whole:
        return False
    if undo_log.exists:
        _undo(undo_log)
    undo_log.open()
    try:
        inject_into(FaultTarget(node, undo_log), named)
    except BaseException:
        _undo(undo_log)
        raise
    undo_log.close()
    return True


def inject_into(target: FaultTarget, named: NamedFault) -> None:
    """Inject a fault as a part of another one, whose recovery recovers it, too."""
    if named.fault.recover is not None:
        target.recover_by(named.name)
    if named.fault.inject is not None:
        named.fault.inject(target)


def recover(layout: Layout, name: str | None = None, host: str | None = None) -> list[tuple[str, str]]:
    """Undo faults, all or those of that name on that host.

    :returns: name and host of what was recovered; nothing where there was nothing to recover
    :raises LabError: something could not be undone; it can be tried again
    """
    found = [(undo_log, node) for undo_log, node in _all(layout) if name in (None, undo_log.fault) and host in (None, node.name)]
    for undo_log, _ in found:
        _undo(undo_log)
    return [(undo_log.fault, node.name) for undo_log, node in found]


def injected(layout: Layout) -> list[tuple[str, str]]:
    """Name and host of every fault that is, or may in part be, there."""
    return [(undo_log.fault, node.name) for undo_log, node in _all(layout)]


def _all(layout: Layout) -> Iterator[tuple[UndoLog, Node]]:
    for node in running_nodes(layout):
        for undo_log in undo_logs(node):
            yield undo_log, node


def _check(named: NamedFault, node: Node) -> None:
    if named.fault.inject is None:
        raise LabError(f"{named.name} cannot be provoked here: {named.fault.recorded}. It is replayed from recorded evidence")
    if (named.fault.place is FaultPlace.CONTROL) != (node.name == CONTROL):
        where = f"the node {CONTROL}" if named.fault.place is FaultPlace.CONTROL else "a compute host"
        raise LabError(f"{named.name} is a fault of {where}, not of {node.name}")
    if not named.fault.fits(shape_of(node), network_of(node), tls=tls_of(node), storage=storage_of(node)):
        raise LabError(f"{named.name} can be provoked in a lab of `python -m lab up` with {_options_for(named.fault)}, only")
    if node.first_process() is None:
        raise LabError(f"{node.name} does not run: `python -m lab up` starts it")


def _options_for(fault: Fault) -> str:
    """The options of `lab up` with which a fault can be provoked: those of what it does not fit every lab in."""
    wanted = [
        " or ".join(f"--{option} {one}" for one in sorted(fits))
        for option, fits, all_there_are in (
            ("shape", fault.shapes, Shape),
            ("network", fault.networks, NetworkBackend),
            ("storage", fault.storages, Storage),
        )
        if fits != frozenset(all_there_are)
    ]
    wanted += {None: [], True: ["--tls"], False: ["--no-tls"]}[fault.tls]
    return ", ".join(wanted)


def _undo(undo_log: UndoLog) -> None:
    """Undo in reverse order; then restart, once each, the programs that read what was changed; then do what faults do beyond that."""
    entries = undo_log.entries()
    restarts = dict.fromkeys(str(entry["program"]) for entry in entries if entry["undo"] == "restart")
    if undo_log.node.first_process() is not None:
        for entry in reversed(entries):
            _UNDO[entry["undo"]](undo_log, entry)
        manager_of(undo_log.node).restart(*restarts)
        for name in [str(entry["fault"]) for entry in entries if entry["undo"] == "recover"]:
            _recover_further(name, FaultTarget(undo_log.node, undo_log))
    undo_log.throw_away()


def _restore(undo_log: UndoLog, entry: UndoEntry) -> None:
    path = entry["path"]
    copy = undo_log.copy_of(path)
    words = f"cp --archive {quote(str(copy))} {quote(path)}" if copy.exists() else f"rm -f {quote(path)}"
    undo_log.node.run(["sh", "-euc", words])


def _shell(undo_log: UndoLog, entry: UndoEntry) -> None:
    node = Node(entry["on"], undo_log.node.layout)
    if node.first_process() is None:
        return
    within = manager_of(node).within(entry["within"]) if entry.get("within") else []
    node.run([*within, "sh", "-euc", entry["script"]])


def _start(undo_log: UndoLog, entry: UndoEntry) -> None:
    manager_of(undo_log.node).start([entry["program"]])


def _signal(undo_log: UndoLog, entry: UndoEntry) -> None:
    manager_of(undo_log.node).signal(entry["program"], entry["signal"])


def _request(undo_log: UndoLog, entry: UndoEntry) -> None:
    with suppress(NotFoundException):
        send(
            FaultTarget(undo_log.node, undo_log).cloud,
            entry["service"],
            entry["method"],
            entry["path"],
            entry["body"],
            entry["microversion"],
        )


def _delete(undo_log: UndoLog, entry: UndoEntry) -> None:
    service = getattr(FaultTarget(undo_log.node, undo_log).cloud, entry["service"])
    for _ in range(_COPIES):
        found = getattr(service, f"find_{entry['kind']}")(entry["name"], ignore_missing=True)
        if found is None:
            return
        getattr(service, f"delete_{entry['kind']}")(found)


def _later(_undo_log: UndoLog, _entry: UndoEntry) -> None:
    """Restarts, and what faults do beyond them, come once everything else is undone."""


def _recover_further(name: str, target: FaultTarget) -> None:
    further = fault(name).fault.recover
    if further is not None:
        further(target)


_UNDO: dict[str, Callable[[UndoLog, UndoEntry], None]] = {
    "restore": _restore,
    "shell": _shell,
    "start": _start,
    "signal": _signal,
    "request": _request,
    "delete": _delete,
    "restart": _later,
    "recover": _later,
}
