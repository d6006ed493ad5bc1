"""The acceptance of a host: the suites over it and every pair with it, while it is enabled, and what follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import Timeout
from openstack.connection import Connection

from conformance.acceptance.compute_service import ComputeService, compute_service, disable, enable
from conformance.acceptance.record import Acceptance, acceptance_file, enabled_for_tests, write_acceptance
from conformance.cloud.connection import connect
from conformance.config.production import AllowedOperation
from conformance.installation import SUITES
from conformance.model.errors import UsageProblem
from conformance.report.compare.files import run_of
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.run_dir.alive import hold_alive, living
from conformance.target import Target, read_target
from conformance.upgrade.gate_file import Reason
from conformance.upgrade.reasons import failures, not_tested
from conformance.upgrade.suites import run_suites, target_arguments


@dataclass(frozen=True)
class Asked:
    """What is asked for. enable: whether a host that is disabled may be enabled for the tests. options: of pytest."""

    host: str
    cloud: str
    profile: str
    inventory: Path | None
    reports: Path
    enable: bool
    options: tuple[str, ...] = ()


def accept(asked: Asked) -> Acceptance:
    """Test the host, and say what follows. However this ends, the host is then as it was: disabled, if it was disabled.

    :raises UsageProblem: there is no such cloud, profile or host, the host cannot be tested as it is, or the run did not begin
    :raises SuiteFault: Nova cannot be asked, or does not change the host's service
    :raises OSError: the record cannot be written
    """
    path = acceptance_file(asked.reports, asked.host)
    target = read_target(asked.cloud, asked.profile, asked.inventory)
    with connect(target.cloud) as conn, _alone(path):
        disable_again(conn, path, asked.host)
        service = compute_service(conn, asked.host)
        _see_that_it_can_be_tested(service, target, asked)
        known = Acceptance(
            cloud=asked.cloud,
            host=asked.host,
            profile=asked.profile,
            service=service.id,
            disabled_reason=service.reason,
            started=datetime.now(UTC),
        )
        with _enabled(conn, service, known, path):
            ran = run_suites(
                SUITES, "--strategy", "changed-hosts", "--changed-host", asked.host, options=[*_arguments(asked), *asked.options]
            )
        if ran.directory is None:
            raise UsageProblem("the run of the suites did not begin; it says why above")
        done = judged(known, run_of(str(ran.directory), asked.reports), str(ran.directory), ended=ran.ended)
        write_acceptance(done, path)
    return done


def judged(known: Acceptance, run: RunFile, directory: str, *, ended: bool = True) -> Acceptance:
    """What the tests of a run say of the host.

    :param ended: whether the run came to its end
    """
    of_host = [test for test in run.tests if _has_part(test, known.host)]
    others = [test for test in of_host if _is_blamed_on_another(test, known.host)]
    blamed = run.model_copy(update={"tests": tuple(test for test in of_host if test not in others)})
    undecided = [
        reason.model_copy(update={"what": f"the other host is to blame, so that the pair is not known to work: {reason.what}"})
        for reason in failures(run.model_copy(update={"tests": tuple(others)}))
    ]
    undecided += not_tested(blamed)
    done = [test for test in of_host if test.kind is not None and test.outcome is TestOutcome.PASSED]
    if not done and not failures(blamed):
        undecided.append(Reason(what=f"no operation was tested{_why_skipped(of_host)}", where=known.host, run=run.run))
    if not ended:
        undecided.append(Reason(what="the run of the suites did not come to its end", run=run.run))
    return known.model_copy(
        update={
            "ended": datetime.now(UTC),
            "run": directory,
            "tests": sum(test.outcome.tells_of_the_cloud for test in of_host),
            "against": tuple(failures(blamed)),
            "undecided": tuple(undecided),
            "elsewhere": sum(test.fails_the_run for test in run.tests if not _has_part(test, known.host)),
        }
    )


def disable_again(conn: Connection, path: Path, host: str) -> bool:
    """Disable a host that an acceptance has enabled and, as it was killed, not disabled again. Whether there was one.

    :raises SuiteFault: Nova does not
    :raises UsageProblem: Nova does not know the host any more
    """
    for left, known in enabled_for_tests(path.parent.parent):
        if left == path and known.host == host:
            service = compute_service(conn, host)
            if service.enabled:
                disable(conn, service, known.disabled_reason)
            write_acceptance(known.model_copy(update={"enabled_for_tests": False}), path)
            return True
    return False


def is_going_on(path: Path) -> bool:
    """Whether a process accepts the host of this record now."""
    return path.stem in living(path.parent)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """:raises UsageProblem: another process accepts the host"""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = hold_alive(path.parent, path.stem)
    except Timeout:
        raise UsageProblem(f"another process tests {path.stem} for its acceptance: wait for its end") from None
    try:
        yield
    finally:
        lock.release()


def _see_that_it_can_be_tested(service: ComputeService, target: Target, asked: Asked) -> None:
    """:raises UsageProblem: it cannot"""
    production = target.profile.production
    if production is not None and AllowedOperation("boot") not in production.allow:
        raise UsageProblem(
            f"profile {asked.profile} marks a production cloud, and its production.allow has no boot: nothing could be tested"
        )
    if service.forced_down:
        raise UsageProblem(f"{asked.host} is forced down: openstack compute service set --up {asked.host} nova-compute")
    if service.disabled_by_nova:
        raise UsageProblem(f"nova-compute on {asked.host} has disabled itself ({service.reason}): mend that first")
    if not service.enabled and not asked.enable:
        raise UsageProblem(
            f"{asked.host} is disabled{f' ({service.reason})' if service.reason else ''}, and nothing can be started there: give --enable, "
            "and it is enabled for the time of the tests. Meanwhile the scheduler may place servers of others there, too"
        )


@contextmanager
def _enabled(conn: Connection, service: ComputeService, known: Acceptance, path: Path) -> Iterator[None]:
    """Enable the host for a time, if it is disabled. That it is to be disabled again is written down before."""
    if service.enabled:
        yield
        return
    write_acceptance(known.model_copy(update={"enabled_for_tests": True}), path)
    try:
        enable(conn, service)
        yield
    finally:
        disable(conn, service, service.reason)
        write_acceptance(known, path)


def _arguments(asked: Asked) -> list[str]:
    return target_arguments(asked.cloud, asked.profile, asked.inventory, asked.reports)


def _has_part(test: TestRecord, host: str) -> bool:
    return host in ({test.pair.source, test.pair.destination} if test.pair else {test.host})


def _is_blamed_on_another(test: TestRecord, host: str) -> bool:
    """Whether it failed through the other host of its pair."""
    verdict = test.verdict
    return test.fails_the_run and test.pair is not None and verdict is not None and verdict.host not in {None, host}


def _why_skipped(tests: list[TestRecord]) -> str:
    reason = next((test.reason for test in tests if test.kind is not None and test.outcome is TestOutcome.SKIPPED and test.reason), None)
    return f": {reason}" if reason else ""
