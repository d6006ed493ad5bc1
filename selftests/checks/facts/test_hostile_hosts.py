"""Whatever one host says, the others are judged: it is a gap of that host, and facts.json can be read back."""

from dataclasses import replace
from typing import Any

import pytest

from conformance.checks.facts import gather, reach
from conformance.checks.facts.ask_pod_events import pod_warnings
from conformance.checks.facts.readers import all_facts
from conformance.checks.facts.readers.read_machine import listening
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.instances.guest import last_heartbeat
from conformance.model.facts import Connectivity, HostFacts
from conformance.probe.chunks import Chunk, chunks
from conformance.probe.clocks import clock_of
from conformance.probe.pods import Pods
from conformance.transport.result import Result
from selftests.checks.facts.machine import Machine
from selftests.checks.invariants.good import around, host

DEEP = "[" * 200_000


def read_back(facts: HostFacts) -> HostFacts:
    assert HostFacts.model_validate_json(facts.model_dump_json()) == facts
    return facts


@pytest.mark.parametrize(
    "said",
    [
        "[" * 2000,
        '{"data": [[1]], "headings": ["external_ids"]}',
        "{}",
        "null",
        "7",
        '{"data": NaN, "headings": []}',
        '"\\ud800"',
        "<html>",
    ],
)
def test_a_switch_that_says_something_else_is_a_gap(machine: Machine, said: str) -> None:
    machine.program("ovs-vsctl", f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
    facts = read_back(machine.facts())
    gap = facts.gap("switch")
    assert gap is not None
    assert "is not understood" in gap.why
    assert facts.cpu is not None
    assert facts.libvirt is not None


def test_deep_nesting_is_a_gap_and_no_end_of_the_run(machine: Machine) -> None:
    machine.program("ovs-vsctl", "#!/bin/sh\nhead -c 200000 /dev/zero | tr '\\0' '['\n")
    facts = read_back(machine.facts())
    gap = facts.gap("switch")
    assert gap is not None
    assert "nested too deeply" in gap.why
    assert facts.memory is not None


def test_texts_of_a_host_are_valid_unicode(machine: Machine) -> None:
    settings = r'{"data":[[["map",[["ovn-encap-ip","a\ud800b"]]]]],"headings":["external_ids"]}'
    machine.program(
        "ovs-vsctl", f"#!/bin/sh\ncase \"$*\" in *Open_vSwitch) cat <<'END'\n{settings}\nEND\n;; *list-br) echo br-int ;; esac\n"
    )
    switch = read_back(machine.facts()).switch
    assert switch is not None
    assert switch.settings == {"ovn-encap-ip": "a?b"}


@pytest.mark.parametrize("moment", ["inf", "-inf", "nan", "1e999", "soon", ""])
def test_a_clock_that_is_no_number_is_not_kept(moment: str) -> None:
    said = {name: Chunk(name=name, text=moment, rc=0) for name in ("clock", "clock_after")}
    assert clock_of(said, 0.0, 0.0) is None


@pytest.mark.parametrize("surprise", [RuntimeError("surprise"), RecursionError("too deep"), KeyError("x" * 10_000)])
def test_what_nobody_has_thought_of_is_a_gap_of_every_fact(machine: Machine, monkeypatch: pytest.MonkeyPatch, surprise: Exception) -> None:
    def ask(*_: Any) -> Any:
        raise surprise

    monkeypatch.setattr(gather, "ask", ask)
    facts = read_back(machine.facts())
    for what in ("cpu", "memory", "options", "libvirt", "switch", "listening", "denials", "file_systems", "addresses", "numa"):
        gap = facts.gap(what)
        assert gap is not None, what
        assert gap.why.startswith("what the host says is not understood (")
        assert len(gap.why) < 300


@pytest.mark.parametrize("reader", ["listening", "addresses"])
def test_facts_that_cannot_be_read_back_are_none(machine: Machine, monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    """A text that is no Unicode, or an integer of more digits than JSON's reader takes."""
    told = {"listening": (16**5000,), "addresses": ("\ud800",)}[reader]
    facts = tuple(replace(one, read=lambda _: told) if one.name == reader else one for one in all_facts())
    monkeypatch.setattr(gather, "all_facts", lambda: facts)
    found = read_back(machine.facts())
    assert found.gap("cpu") is not None
    assert found.gap(reader) is not None


def test_ports_of_any_number_of_digits_are_not_understood() -> None:
    with pytest.raises(ValueError, match="port"):
        listening(Chunk(name="listening", text=f"00000000:{'F' * 5000}", rc=0))
    assert listening(Chunk(name="listening", text="00000000:0016", rc=0)) == (22,)


class FakePoint:
    """A host that says of its ways what it likes."""

    name = "h1"

    def __init__(self, said: str) -> None:
        self._said = said

    def run(self, command: str, *, timeout: float, limit: int) -> Result:
        assert limit <= 1024**2
        return Result(rc=0, stdout=self._said, stderr="")


def test_what_is_said_of_ways_in_other_words_tells_of_no_way() -> None:
    said = [
        "way h2 16509\n\037no-number\nwords of it",
        "way stranger 16509\n\0370\n",
        "way h2 99999999999999999999999999x\n\0370\n",
        "one",
        "a b c d e f\n\0370\n",
        f"way h2 {'9' * 5000}\n\0370\n",
        "",
        "way h2 16509",
        "way h3 16509\n\0371\nx: Connection refused",
    ]
    targets = [("h2", "192.0.2.2", 16509), ("h3", "192.0.2.3", 16509)]
    assert reach._try("h1", reach.LIBVIRT, FakePoint("".join(f"\036{chunk}" for chunk in said)), targets) == [  # type: ignore[arg-type] # stands for access to a host
        Connectivity(source="h1", destination="h3", kind="libvirt", target="192.0.2.3:16509", barred="Connection refused")
    ]


def test_ways_of_a_host_that_cannot_be_tried_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def ways(*_: Any) -> Any:
        raise KeyError("surprise")

    monkeypatch.setattr(reach, "_ways", ways)
    assert reach.try_ways(around(host()).of("h1"), None) == ()  # type: ignore[arg-type] # nobody is asked


@pytest.mark.parametrize(
    "said", [DEEP, "{}", "null 0", '{"Status": "\\ud800", "Running": true} 0', '{"Status": "up", "Running": true} ' + "9" * 4290]
)
def test_a_container_engine_that_says_something_else_is_a_reason_or_a_state_that_can_be_kept(machine: Machine, said: str) -> None:
    machine.kind = ServiceKind.DOCKER
    (machine.directory / "said").write_text(said)
    machine.program("docker", f"#!/bin/sh\ncat {machine.directory}/said\n")
    facts = read_back(machine.facts())
    gap = facts.gap("service nova_compute")
    assert bool(gap) is not bool(facts.services)
    assert len(str(gap or facts.services)) < 10_000


PODS = Profile(services={LogicalService.NOVA_COMPUTE: Service(kind=ServiceKind.KUBECTL, name="app=nova", namespace="openstack")})
EVENT = '{"involvedObject": {"name": "nova-1"}, "reason": "x", "metadata": {"creationTimestamp": "2026-01-01T00:00:00%s"}, "count": %s}'
POD = '{"items": [{"metadata": {"name": "nova-1"}, "spec": {}, "status": {"phase": "Running"}}]}'


@pytest.mark.parametrize(
    "events", [DEEP, "{}", "null", '{"items": 7}', f'{{"items": [{EVENT % ("", "NaN")}]}}', f'{{"items": [{EVENT % ("Z", "1e999")}]}}']
)
def test_a_cluster_that_says_something_else_is_a_gap(monkeypatch: pytest.MonkeyPatch, events: str) -> None:
    def kubectl(argv: list[str], *_: Any) -> tuple[int, bytes, bytes]:
        return 0, (events if "events" in argv else POD).encode(), b""

    monkeypatch.setattr("conformance.probe.pods.run_bounded", kubectl)
    warnings, gaps = pod_warnings(PODS, Pods())
    assert (len(warnings), len(gaps)) == (0, 1)
    assert "what kubectl says is not understood" in gaps[0].why


def test_an_exit_status_of_a_thousand_digits_is_none() -> None:
    assert chunks(f"\x1ecpu\ntext\x1f{'9' * 5000}\nsaid")["cpu"].rc is None


def test_a_guests_heartbeat_of_a_thousand_digits_is_none() -> None:
    boot = "0" * 36
    assert last_heartbeat(f"conformance-guest boot={boot} seq={'9' * 5000} up=1.0") is None
    seen = last_heartbeat(f"conformance-guest boot={boot} seq=7 up=1.0")
    assert seen is not None
    assert seen.seq == 7
