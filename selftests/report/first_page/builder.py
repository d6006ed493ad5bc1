"""A run over N hosts with failures of every shape: a column, a row, a block, single ones, known ones, errors and skips.

`python -m selftests.report.first_page.builder HOSTS DIRECTORY` leaves it as a run leaves its files, with a baseline's comparison, results
for Allure and ages of pairs.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from uuid import UUID

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.known_issues.issue import Known, KnownIssue
from conformance.model.evidence import Side, Source
from conformance.model.hosts import HostPair
from conformance.model.operation import ON_HOSTS, ON_PAIRS, SPECS, Operation, OperationKind, Outcome
from conformance.model.prediction import Expected, Prediction
from conformance.model.verdict import Quote, Verdict
from conformance.report.allure.config import Ended, ReportedOn, write_config
from conformance.report.compare.compare import compare
from conformance.report.compare.files import write_json
from conformance.report.run_file import GivenIssue, GivenIssues, RunFile, TestOutcome, TestRecord, write_run_file
from conformance.run_dir.pair_results import FILE as PAIR_RESULTS
from conformance.run_dir.pair_results import PairResult, state_of

BEGAN = datetime(2026, 11, 30, 1, 12, tzinfo=UTC)

_KNOWN = Known(entry=1, reason="vTPM state is not copied", owner="compute team", expires=date(2027, 1, 31), link="https://bugs.example/1")

_SECONDS = {OperationKind.BOOT: 11.0, OperationKind.HARD_REBOOT: 6.0, OperationKind.RESIZE: 19.0, OperationKind.COLD_MIGRATION: 21.0}

_BLOCKED = Verdict(
    cause="migration-network-blocked",
    title="The destination's libvirt or QEMU ports cannot be reached",
    host="",
    side=Side.DESTINATION,
    confidence=0.94,
    quotes=(
        Quote(
            source=Source.NOVA_COMPUTE,
            host="",
            line="2026-11-30 02:41:07.118 7 ERROR nova.virt.libvirt.driver [-] Live Migration failure: unable to connect to server at "
            "'10.20.0.7:49152': Connection timed out: libvirt.libvirtError: unable to connect to server at '10.20.0.7:49152'",
        ),
    ),
    remedy="Open the libvirt port (16509, 16514 for TLS) and QEMU's range (49152 to 49215) between compute hosts on the migration "
    "network.\n"
    "On the destination: ss -lnt 'sport = 16509'; nft list ruleset. From the source: nc -vz DESTINATION 49152.",
)

_DISK = Verdict(
    cause="disk-full",
    title="The host's disk is full",
    host="",
    side=Side.DESTINATION,
    confidence=0.93,
    quotes=(Quote(source=Source.NOVA_COMPUTE, host="", line="OSError: [Errno 28] No space left on device"),),
    remedy="Free space under the instances path on the host: df -h /var/lib/nova; du -xsh /var/lib/nova/instances/_base",
)

_CPU = Verdict(
    cause="cpu-incompatible",
    title="The destination's CPU lacks what the guest was started with",
    confidence=0.97,
    quotes=(
        Quote(source=Source.NOVA_COMPUTE, line="libvirtError: operation failed: guest CPU doesn't match specification: missing avx512f"),
    ),
    remedy="Set [libvirt] cpu_mode = custom and cpu_models to a model that all hosts have, on all hosts; restart guests.",
)

_ODD = Verdict(
    cause="unclassified",
    title="no documented cause explains the innermost error",
    detail="ValueError: domain has no <vcpu> placement",
    fingerprint="9c41d07e",
)


def run_of(size: int, *, name: str = "20261130T011200Z-0b1c", sound: bool = False, domain: str = "", seed: int = 7) -> RunFile:
    """A run over so many hosts. sound: nothing fails."""
    chance = random.Random(seed)
    hosts = tuple(f"compute-{number:0{len(str(size))}}{domain}" for number in range(1, size + 1))
    tests = [*_on_pairs(hosts, chance, sound), *_on_hosts(hosts, chance, sound), *_invariants(hosts, sound)]
    return RunFile(
        run=name,
        cloud="staging",
        profile="kolla",
        hosts=hosts,
        versions={"nova": "34.0.0", "libvirt": "11.0.0", "qemu": "10.0.2"},
        host_versions={"nova": dict.fromkeys(hosts, "34.0.0" if sound else "34.0.1")},
        started=BEGAN,
        ended=BEGAN + timedelta(seconds=11 * size * size / max(1, size // 4)),
        tests=tuple(tests),
        predictions=tuple(test.prediction for test in tests if test.prediction),
        known_issues=GivenIssues(
            file="known-issues.yaml",
            entries=(
                GivenIssue(issue=_issue("vtpm-state-lost", _KNOWN.reason), matched=1),
                GivenIssue(issue=_issue("image-cache-full", "A disk is on its way"), unmatched_runs=5, stale=True),
            ),
        ),
    )


def _issue(cause: str, reason: str) -> KnownIssue:
    return KnownIssue(cause=cause, reason=reason, owner="compute team", expires=date(2027, 1, 31), link="https://bugs.example/1")


def _on_pairs(hosts: Sequence[str], chance: random.Random, sound: bool) -> Iterator[TestRecord]:
    size = len(hosts)
    for kind in ON_PAIRS:
        for source, destination in permutations(range(size), 2):
            verdict = None if sound else _verdict(kind, source, destination, hosts, chance)
            pair = HostPair(source=hosts[source], destination=hosts[destination])
            foreseen = verdict is not None and verdict.cause == _CPU.cause
            prediction = Prediction(
                kind=kind,
                pair=pair,
                expected=Expected.FAILS if foreseen else Expected.WORKS,
                cause=_CPU.cause if foreseen else None,
                invariant="cpu_features_there" if foreseen else None,
                because="the destination's CPU has no avx512f" if foreseen else None,
            )
            id = f"{SPECS[kind].test}[{pair.id}]"
            if not sound and size > 3 and kind is OperationKind.COLD_MIGRATION and source == size - 1:
                reason = f"the host has no room for another instance: {hosts[source]}"
                yield TestRecord(id=id, outcome=TestOutcome.SKIPPED, seconds=0, kind=kind, pair=pair, reason=reason, prediction=prediction)
                continue
            if not sound and size > 3 and (source, destination) in {(1, 3), (3, 1)}:
                reason = f"{hosts[source]} does not answer over SSH within 30 s"
                yield TestRecord(id=id, outcome=TestOutcome.BROKEN, seconds=30, kind=kind, pair=pair, reason=reason, prediction=prediction)
                continue
            yield _test(id, kind, pair.source, pair.destination, chance, verdict, pair=pair, prediction=prediction)


def _verdict(kind: OperationKind, source: int, destination: int, hosts: Sequence[str], chance: random.Random) -> Verdict | None:
    """A column of the second host, a row of the fifth, a block of two groups, and one pair of a hundred."""
    size = len(hosts)
    if destination == 1 and kind is OperationKind.LIVE_MIGRATION:
        return _on(_BLOCKED, hosts[1])
    if size < 10:
        return None
    if source == 4:
        return _on(_DISK, hosts[4])
    group = max(2, size // 8)
    if kind is OperationKind.LIVE_MIGRATION and size // 2 <= source < size // 2 + group and size - group - 2 <= destination < size - 2:
        return _on(_CPU, hosts[destination])
    if chance.random() < 0.002:
        return _ODD
    return _DISK if chance.random() < 0.001 else None


def _on(verdict: Verdict, host: str) -> Verdict:
    quotes = tuple(quote.model_copy(update={"host": host}) for quote in verdict.quotes)
    return verdict.model_copy(update={"host": host, "quotes": quotes})


def _test(
    id: str,
    kind: OperationKind,
    source: str,
    destination: str,
    chance: random.Random,
    verdict: Verdict | None,
    **more: object,
) -> TestRecord:
    seconds = round(_SECONDS.get(kind, 13.0) * chance.lognormvariate(0, 0.22), 3)
    operation = Operation(
        kind=kind,
        server_id=str(UUID(int=chance.getrandbits(128))),
        request_id=f"req-{UUID(int=chance.getrandbits(128))}",
        source=source,
        destination=destination,
        started=BEGAN,
        seconds=seconds,
        outcome=Outcome.FAILED if verdict else Outcome.DONE,
    )
    # one failure in a hundred is known
    known = _KNOWN if verdict and verdict.cause == "unclassified" and chance.random() < 0.5 else None
    record = {"id": id, "seconds": seconds + 1.3, "kind": kind, "verdict": verdict, "known": known, "operations": (operation,)}
    seen = f"{kind} of conformance-1 ended with ERROR" if verdict else None
    return TestRecord.model_validate(
        record | {"outcome": TestOutcome.FAILED if verdict else TestOutcome.PASSED, "seen": seen, "expected": seen and "ACTIVE"} | more
    )


def _on_hosts(hosts: Sequence[str], chance: random.Random, sound: bool) -> Iterator[TestRecord]:
    for kind in ON_HOSTS:
        for place, host in enumerate(hosts):
            verdict = _on(_DISK, host) if not sound and kind is OperationKind.BOOT and place == 4 else None
            yield _test(f"{SPECS[kind].test}[{host}]", kind, host, host, chance, verdict, host=host)


def _invariants(hosts: Sequence[str], sound: bool) -> Iterator[TestRecord]:
    # as many as the suite has
    claims = {
        "clock_right": "The clock is right",
        "migration_port_listens": "The migration port listens",
        "instances_free": "There is room for instances",
        "kvm_device": "/dev/kvm is there",
        "huge_pages_free": "Huge pages are free",
    }
    for number, (invariant, claim) in enumerate((claims | {f"invariant_{number}": f"Claim {number}" for number in range(50)}).items()):
        for place, host in enumerate(hosts):
            outcome, seen, reason = TestOutcome.PASSED, None, None
            if invariant == "huge_pages_free":
                outcome, reason = TestOutcome.SKIPPED, "not-applicable: the host has no huge pages"
            elif not sound and (invariant, place) in {("migration_port_listens", 1), ("clock_right", 2), ("clock_right", 1)}:
                outcome, seen = TestOutcome.FAILED, "nothing listens on 16509" if number == 1 else "the clock is 4.2 s behind"
            yield TestRecord(
                id=f"suites/hosts/test_invariants.py::test_host[{invariant}-{host}]",
                outcome=outcome,
                seconds=0.01,
                claim=claim,
                host=host,
                invariant=invariant,
                leads_to="migration-network-blocked" if invariant == "migration_port_listens" else None,
                expected=claim if seen else None,
                seen=seen,
                reason=reason,
            )


def write_run(run: RunFile, run_dir: Path, *, results: bool = True) -> None:
    """Leave what a run leaves: run.json, a comparison with a sound baseline, results for Allure, ages of pairs."""
    run_dir.mkdir(parents=True, exist_ok=True)
    write_run_file(run, run_dir)
    baseline = run_of(len(run.hosts), name="20261129T011200Z-77aa", sound=True)
    write_json(compare(baseline, run), run_dir / "comparison.json")
    with (run_dir.parent / PAIR_RESULTS).open("w", encoding="utf-8") as file:
        state = state_of(run.host_versions, run.hosts[0])
        for place, test in enumerate(run.tests):
            if test.kind and test.pair and place % 7:
                ended = run.ended if place % 5 else run.started - timedelta(days=place % 11)
                result = PairResult(
                    cloud=run.cloud, kind=test.kind, pair=test.pair, passed=True, ended=ended, run=run.run, states=(state, state)
                )
                file.write(result.model_dump_json() + "\n")
    if results:
        write_results(run, run_dir)


def write_results(run: RunFile, run_dir: Path) -> None:
    """Results as allure-pytest leaves them."""
    directory = run_dir / "allure-results"
    directory.mkdir(exist_ok=True)
    for number, test in enumerate(run.tests):
        path, _, name = test.id.partition("::")
        uuid = str(UUID(int=number + 1))
        result = {
            "uuid": uuid,
            "name": name,
            "fullName": f"{path.removesuffix('.py').replace('/', '.')}#{name.partition('[')[0]}",
            "titlePath": path.split("/"),
            "status": test.outcome.value,
            "stage": "finished",
            "start": 1_796_000_000_000 + number,
            "stop": 1_796_000_000_000 + number + int(1000 * test.seconds),
            "statusDetails": {"message": f"{test.verdict.cause}: {test.seen}"} if test.verdict else {},
            "labels": [{"name": "suite", "value": "instances"}],
            "parameters": [{"name": "host_pair", "value": repr(test.pair.id)}] if test.pair else [],
        }
        (directory / f"{uuid}-result.json").write_text(json.dumps(result))
    write_config(run_dir, ReportedOn(run.cloud, run.hosts, run.host_versions), Taxonomy(()), Ended(exit_code=1, results=len(run.tests)))


if __name__ == "__main__":
    write_run(run_of(int(sys.argv[1])), Path(sys.argv[2]))
