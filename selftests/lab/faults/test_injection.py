"""What is broken is recovered, byte for byte, whenever the injection or the recovery was cut short; on a real node, as root."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.faults.fault import Fault, FaultPlace, NamedFault
from lab.faults.injection import inject, injected, recover
from lab.faults.target import FaultTarget
from lab.faults.undo_log import UndoLog
from lab.layout import Layout
from lab.nodes.node import Node
from selftests.bridges import bridges_alone

CONFIGURATION = "/etc/nova/nova.conf"
TEXT = "[libvirt]\nvirt_type = qemu   \n\n# the end, without a line end"


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with bridges_alone():
        home = Path(tempfile.mkdtemp(prefix="lab-selftest-", dir="/srv"))
        node = Node("compute-97", Layout(home))
        node.write(CONFIGURATION, TEXT, mode=0o640)
        node.start(["/bin/sleep", "600"], on_guest_network=False)
        yield node
        node.stop()
        shutil.rmtree(home)


@pytest.fixture(autouse=True)
def _whole_again(node: Node) -> Iterator[None]:
    yield
    recover(node.layout)
    assert node.run(["cat", CONFIGURATION]) == TEXT
    assert node.run(["stat", "--format=%a %u", CONFIGURATION]) == "640 0\n"
    assert node.run(["sh", "-c", "ls /etc/nova"]) == "nova.conf\n"
    assert "16509" not in node.run(["iptables", "-S"])
    assert not injected(node.layout)


def named(break_it: Callable[[FaultTarget], None], place: FaultPlace = FaultPlace.HOST) -> NamedFault:
    return NamedFault("a-fault", "Breaks.", Fault("a fault", break_it, place=place))


def breaks_all(target: FaultTarget) -> None:
    target.nova("libvirt", "virt_type", "kvm")
    target.write("/etc/nova/new", "#!/bin/sh\n")
    target.refuse("INPUT", "-p tcp --dport 16509 -j DROP")


def test_a_fault_is_there_and_gone_again(node: Node) -> None:
    assert inject(named(breaks_all), node)
    assert "virt_type = kvm" in node.run(["cat", CONFIGURATION])
    assert "16509" in node.run(["iptables", "-S"])
    node.run(["test", "-x", "/etc/nova/new"])
    assert injected(node.layout) == [("a-fault", "compute-97")]
    assert recover(node.layout, "a-fault", "compute-97") == [("a-fault", "compute-97")]


def test_twice_is_the_same_as_once(node: Node) -> None:
    inject(named(breaks_all), node)
    assert not inject(named(breaks_all), node)
    assert node.run(["iptables", "-S"]).count("16509") == 1
    recover(node.layout)
    assert recover(node.layout) == []


def test_a_step_that_fails_leaves_nothing_behind(node: Node) -> None:
    def breaks_half(target: FaultTarget) -> None:
        breaks_all(target)
        target.change("false", "true")

    with pytest.raises(LabError):
        inject(named(breaks_half), node)
    assert not injected(node.layout)
    assert node.run(["cat", CONFIGURATION]) == TEXT


def test_what_was_cut_short_is_found_and_healed(node: Node) -> None:
    """As after a kill -9: the undo_log is not closed, and its last line may be half a line."""
    undo_log = UndoLog(node, "a-fault")
    undo_log.open()
    breaks_all(FaultTarget(node, undo_log))
    with (undo_log.directory / "undo.jsonl").open("a") as stream:
        stream.write('{"undo": "sh')
    assert injected(node.layout) == [("a-fault", "compute-97")]
    assert inject(named(breaks_all), node)
    assert node.run(["iptables", "-S"]).count("16509") == 1


def test_healing_that_was_cut_short_can_be_done_again(node: Node) -> None:
    inject(named(breaks_all), node)
    undo_log = UndoLog(node, "a-fault")
    kept = node.tree / "kept"
    shutil.copytree(undo_log.directory, kept)
    recover(node.layout)
    kept.rename(undo_log.directory)
    assert recover(node.layout) == [("a-fault", "compute-97")]


def test_a_fault_of_the_control_plane_is_refused_elsewhere(node: Node) -> None:
    with pytest.raises(LabError, match="a fault of the node control"):
        inject(named(breaks_all, FaultPlace.CONTROL), node)


def test_one_that_is_recorded_is_not_injected(node: Node) -> None:
    recorded = NamedFault("no-selinux", "x", Fault("x", None, recorded="the kernel has no SELinux"))
    with pytest.raises(LabError, match="the kernel has no SELinux"):
        inject(recorded, node)


def test_what_a_fault_does_beyond_its_undo_log_is_done_last(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def further(target: FaultTarget) -> None:
        seen.append(target.read(CONFIGURATION))

    described = NamedFault("a-fault", "Breaks.", Fault("a fault", breaks_all, further))
    monkeypatch.setattr("lab.faults.injection.fault", {"a-fault": described}.__getitem__)
    inject(described, node)
    assert not seen
    recover(node.layout)
    assert seen == [TEXT]
