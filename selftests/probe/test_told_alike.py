"""Of one service, by one answer of its manager, doctor, facts and evidence tell the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.checks.facts.gather import gather
from conformance.config.profile_model import Connection, HostAccessRules, LogicalService, Profile, Service, ServiceKind
from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.evidence.hosts.reader import HostReader
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy, load_taxonomy
from conformance.doctor.finding import Finding, Status
from conformance.doctor.service_check import judge
from conformance.inventory.inventory import Inventory
from conformance.model.evidence import Bundle, Evidence, Source
from conformance.model.facts import HostFacts
from conformance.model.operation import Operation
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED
from conformance.probe.hosts import Hosts
from conformance.probe.pods import Pods
from selftests.probe.answers import NAME, PROGRAMS, RECORDED, script

HOST = "compute-01"
COMPUTE = LogicalService.NOVA_COMPUTE
ANSWERS = [(kind, how) for kind, answers in RECORDED.items() for how in answers]

OPERATION = Operation.model_validate(
    {
        "kind": "boot",
        "server_id": "6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1",
        "request_id": "req-0c9e8d55-3d0a-4a36-a9c2-ac1dcd0c9f26",
        "source": HOST,
        "destination": HOST,
        "started": datetime(2026, 1, 1, tzinfo=UTC),
        "seconds": 5,
        "outcome": "failed",
    }
)


class Site:
    """A host, this machine, with one service, of which its manager says what was recorded."""

    def __init__(self, directory: Path, kind: ServiceKind, how: str) -> None:
        program = directory / PROGRAMS.get(kind, "kubectl" if kind is ServiceKind.KUBECTL else kind.value)
        program.write_text(script(kind, RECORDED[kind][how]))
        program.chmod(0o755)
        self.profile = Profile(
            hosts=HostAccessRules(connection=Connection.LOCAL), services={COMPUTE: Service(kind=kind, name=NAME, log="/nowhere/nova.log")}
        )
        self.hosts = Hosts(self.profile, Inventory())

    def doctor(self) -> Finding:
        """What the doctor says of it."""
        (finding,) = judge(self.hosts.on(HOST).find([COMPUTE])[COMPUTE], self.profile, HOST)
        return finding

    def facts(self) -> HostFacts:
        """What invariants are judged by."""
        return gather(self.hosts, self.profile, HOST, (HOST,), Pods())

    def evidence(self) -> str:
        """What a bundle says of it."""
        reading = next(iter(HostReader(self.hosts, self.profile).readings(OPERATION, Traces)))
        (text,) = [piece.text for piece in reading.read() if isinstance(piece, Evidence) and piece.source is Source.HOST]
        (line,) = [line for line in text.splitlines() if line.startswith("service ")]
        return line


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """First on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


# how the service is: how the doctor begins, whether facts have it running, and with trouble, and how evidence begins
TOLD = {
    "running": ("nova_compute is ", True, False, "service nova_compute (nova-compute): "),
    "unhealthy": ("does not do well: ", True, True, "service nova_compute (nova-compute): "),
    "restarting": ("does not do well: ", False, None, "service nova_compute (nova-compute): "),
    "stopped": ("does not run: ", False, None, "service nova_compute (nova-compute): "),
    "absent": ("nova_compute is not found ", False, None, "service nova_compute: not found"),
}


@pytest.mark.parametrize(("kind", "how"), [(kind, how) for kind, how in ANSWERS if how != "silent"])
def test_one_answer_is_told_alike(programs: Path, taxonomy: Taxonomy, kind: ServiceKind, how: str) -> None:
    site = Site(programs, kind, how)
    said, runs, trouble, line = TOLD[how]
    if kind is ServiceKind.KUBECTL and how in {"stopped", "unhealthy"}:
        # a pod that is there is to become ready; until then it does not run
        said, runs, trouble = TOLD["restarting"][:3]
    doctor, (state,), evidence = site.doctor(), site.facts().services, site.evidence()
    assert said in doctor.text
    assert (doctor.status is Status.OK) is (runs and not trouble)
    assert (state.running, state.is_absent) == (runs, how == "absent")
    assert trouble is None or bool(state.trouble) is trouble
    assert evidence.startswith(line)
    assert is_no_cause(evidence, taxonomy)


@pytest.mark.parametrize("kind", RECORDED)
def test_a_manager_that_gives_no_answer_is_told_alike(programs: Path, taxonomy: Taxonomy, kind: ServiceKind) -> None:
    site = Site(programs, kind, "silent")
    doctor, facts, evidence = site.doctor(), site.facts(), site.evidence()
    gap = facts.gap("service nova_compute")
    assert (gap is not None, facts.services) == (True, ())
    assert gap
    assert doctor.text.startswith(f"nova_compute cannot be asked after: {gap.why.rstrip('.?')}")
    assert evidence == f"service nova_compute: cannot be asked after: {gap.why}"
    assert is_no_cause(evidence, taxonomy)


def is_no_cause(line: str, taxonomy: Taxonomy) -> bool:
    """What a service is decides nothing by itself: it needs a failure beside it."""
    bundle = Bundle(id="x", operation="boot", evidence=(Evidence(source=Source.HOST, text=line, host=HOST),), destination=HOST)
    return classify(bundle, taxonomy).cause in {UNCLASSIFIED, INSUFFICIENT_EVIDENCE}


# the words under which evidence tells what others tell in theirs
EXACTLY = {
    (ServiceKind.DOCKER, "stopped"): "exited exit=137 oom_killed=true started=2026-01-01T10:00:00.123456789Z",
    (ServiceKind.DOCKER, "unhealthy"): "running exit=0 oom_killed=false health=unhealthy started=2026-01-01T10:00:00.123456789Z",
    (ServiceKind.SYSTEMD, "stopped"): "ActiveState=failed SubState=failed Result=exit-code NRestarts=5 ExecMainStatus=0",
    (ServiceKind.SUPERVISOR, "stopped"): "nova-compute FATAL Exited too quickly (process log may have details)",
    (ServiceKind.PROCESS, "running"): "running (pid 4711)",
    (ServiceKind.KUBECTL, "restarting"): "pod nova-compute-x7 CrashLoopBackOff (not ready), restarted 9 times",
}


@pytest.mark.parametrize(("kind", "how"), EXACTLY)
def test_evidence_tells_the_managers_own_words(programs: Path, kind: ServiceKind, how: str) -> None:
    assert Site(programs, kind, how).evidence() == f"service nova_compute (nova-compute): {EXACTLY[kind, how]}"
