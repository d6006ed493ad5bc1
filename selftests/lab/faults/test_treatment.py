"""What is broken is healed, byte for byte, whenever the injection or the healing was cut short; on a real node, as root."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.faults.chart import Chart
from lab.faults.fault import Fault, NamedFault, Place
from lab.faults.patient import Patient
from lab.faults.treatment import heal, inject, injected
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
    heal(node.layout)
    assert node.run(["cat", CONFIGURATION]) == TEXT
    assert node.run(["stat", "--format=%a %u", CONFIGURATION]) == "640 0\n"
    assert node.run(["sh", "-c", "ls /etc/nova"]) == "nova.conf\n"
    assert "16509" not in node.run(["iptables", "-S"])
    assert not injected(node.layout)


def named(break_it: Callable[[Patient], None], place: Place = Place.HOST) -> NamedFault:
    return NamedFault("a-fault", "Breaks.", Fault("a fault", break_it, place=place))


def breaks_all(patient: Patient) -> None:
    patient.nova("libvirt", "virt_type", "kvm")
    patient.write("/etc/nova/new", "#!/bin/sh\n")
    patient.refuse("INPUT", "-p tcp --dport 16509 -j DROP")


def test_a_fault_is_there_and_gone_again(node: Node) -> None:
    assert inject(named(breaks_all), node)
    assert "virt_type = kvm" in node.run(["cat", CONFIGURATION])
    assert "16509" in node.run(["iptables", "-S"])
    node.run(["test", "-x", "/etc/nova/new"])
    assert injected(node.layout) == [("a-fault", "compute-97")]
    assert heal(node.layout, "a-fault", "compute-97") == [("a-fault", "compute-97")]


def test_twice_is_the_same_as_once(node: Node) -> None:
    inject(named(breaks_all), node)
    assert not inject(named(breaks_all), node)
    assert node.run(["iptables", "-S"]).count("16509") == 1
    heal(node.layout)
    assert heal(node.layout) == []


def test_a_step_that_fails_leaves_nothing_behind(node: Node) -> None:
    def breaks_half(patient: Patient) -> None:
        breaks_all(patient)
        patient.change("false", "true")

    with pytest.raises(LabError):
        inject(named(breaks_half), node)
    assert not injected(node.layout)
    assert node.run(["cat", CONFIGURATION]) == TEXT


def test_what_was_cut_short_is_found_and_healed(node: Node) -> None:
    """As after a kill -9: the chart is not closed, and its last line may be half a line."""
    chart = Chart(node, "a-fault")
    chart.open()
    breaks_all(Patient(node, chart))
    with (chart.directory / "undo.jsonl").open("a") as stream:
        stream.write('{"undo": "sh')
    assert injected(node.layout) == [("a-fault", "compute-97")]
    assert inject(named(breaks_all), node)
    assert node.run(["iptables", "-S"]).count("16509") == 1


def test_healing_that_was_cut_short_can_be_done_again(node: Node) -> None:
    inject(named(breaks_all), node)
    chart = Chart(node, "a-fault")
    kept = node.tree / "kept"
    shutil.copytree(chart.directory, kept)
    heal(node.layout)
    kept.rename(chart.directory)
    assert heal(node.layout) == [("a-fault", "compute-97")]


def test_a_fault_of_the_control_plane_is_refused_elsewhere(node: Node) -> None:
    with pytest.raises(LabError, match="a fault of the node control"):
        inject(named(breaks_all, Place.CONTROL), node)


def test_one_that_is_recorded_is_not_injected(node: Node) -> None:
    recorded = NamedFault("no-selinux", "x", Fault("x", None, recorded="the kernel has no SELinux"))
    with pytest.raises(LabError, match="the kernel has no SELinux"):
        inject(recorded, node)
