"""Why a step of an upgrade is no-go: what its runs show, beside what was before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from conformance.checks.invariants import find
from conformance.instances.guest import DAMAGED, STARTED_ANEW
from conformance.model.cloud_facts import Provider
from conformance.report.compare.comparison import Became, Comparison
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.upgrade.canaries import UNANSWERED
from conformance.upgrade.gate_file import Reason
from conformance.upgrade.releases import is_too_old

_NOVA = "nova"

_HAPPENED = ((STARTED_ANEW, "guest-restarted"), (DAMAGED, "guest-damaged"), (UNANSWERED, "guest-unreachable"))
"""What is seen of a canary, and what happened to it."""


def failures(run: RunFile, *, but: frozenset[str] = frozenset()) -> list[Reason]:
    """The tests that failed, each with its cause and remedy; those that the site knows of are none.

    :param but: ids of tests that are left out
    """
    return [_reason(test, run.run) for test in run.tests if test.fails_the_run and test.id not in but]


def of_canaries(run: RunFile) -> list[Reason]:
    """The canaries that are not as they were; the cause is what happened to them."""
    return [
        reason.model_copy(update={"cause": next((cause for seen, cause in _HAPPENED if seen in reason.what), reason.cause)})
        for reason in failures(run)
    ]


def not_tested(run: RunFile) -> list[Reason]:
    """The tests that broke: by them, nothing is told of the cloud."""
    broken = [test for test in run.tests if test.outcome is TestOutcome.BROKEN]
    return [Reason(what=f"could not be tested: {test.reason or test.claim}", where=_where(test), run=run.run) for test in broken]


def not_looked_at(hosts: Iterable[str], run: RunFile) -> list[Reason]:
    """The canaries that a run has passed over, as where their host is disabled: nothing is told of them.

    :param hosts: those that the canaries were started on
    """
    # that of a resize which is reverted is marked with its operation
    looks = [test for test in run.tests if test.kind is None]
    seen = {test.host for test in looks if test.outcome is not TestOutcome.SKIPPED}
    why = {test.host: test.reason for test in looks if test.outcome is TestOutcome.SKIPPED}
    return [
        Reason(what=f"its canary was not looked at: {why.get(host) or 'its host was not tested'}", where=host, run=run.run)
        for host in sorted(set(hosts) - seen)
    ]


def untested(comparison: Comparison) -> list[Reason]:
    """Operations that were tested before the upgrade, and were skipped now: a host that is disabled passes nothing."""
    return [
        Reason(
            what=f"{test.kind.replace('-', ' ')} was tested before, and not now: {(test.after and test.after.reason) or 'skipped'}",
            where=str(test.pair or test.host or ""),
            run=comparison.run.run,
        )
        for test in comparison.that(Became.UNTESTED)
        if test.kind is not None and test.after is not None and test.after.outcome is TestOutcome.SKIPPED
    ]


def failed_before(comparison: Comparison) -> frozenset[str]:
    """The ids of tests that failed before the upgrade, and fail for the same cause."""
    return frozenset(test.id for test in comparison.that(Became.STILL_FAILING))


def differing_in_upgrade(run: RunFile) -> frozenset[str]:
    """The ids of tests of what hosts differ in for as long as some of them are upgraded and some are not."""
    return frozenset(test.id for test in run.tests if test.invariant and find(test.invariant).about.differs_in_upgrade)


def longer_downtimes(comparison: Comparison) -> Iterator[Reason]:
    """The pairs between which guests are longer without an answer than before, beyond what is noise."""
    for slow in comparison.downtime.longer:
        yield Reason(
            what=f"downtime of {slow.kind.replace('-', ' ')} is {slow.seconds:.2f} s, {slow.factor:.1f} times the usual {slow.usual:.2f} s",
            where=str(slow.pair) if slow.pair else "all pairs",
            cause="downtime-longer",
            run=comparison.run.run,
        )


def too_old(versions: Mapping[str, Mapping[str, str]], to: str) -> list[Reason]:
    """The compute services beside which a control plane of version `to` would not start."""
    return [
        Reason(
            what=f"nova-compute {version} is too old for a control plane of Nova {to}, whose conductor, scheduler and API would not start",
            where=host,
            cause="compute-service-too-old",
            remedy="Upgrade the compute hosts to the release between first, or to the one that this release can be upgraded from directly.",
        )
        for host, version in sorted(versions.get(_NOVA, {}).items())
        if is_too_old(version, to)
    ]


def left_behind(versions: Mapping[str, Mapping[str, str]], to: str | None) -> Iterator[Reason]:
    """The hosts whose nova-compute is not of the version that most have, or that was upgraded to."""
    nova = versions.get(_NOVA, {})
    if not nova:
        return
    new = to or max(set(nova.values()), key=lambda version: (list(nova.values()).count(version), version))
    for host, version in sorted(nova.items()):
        if version != new and not version.startswith(f"{new}."):
            yield Reason(
                what=f"nova-compute runs as {version}, not as {new}",
                where=host,
                cause="host-left-behind",
                remedy="Upgrade the host's services, and restart nova-compute if its new release is installed already.",
            )


def inventory_changes(before: Sequence[Provider], after: Sequence[Provider], servers: frozenset[str]) -> Iterator[Reason]:
    """What Placement knows otherwise than before: providers and inventories that are gone or changed, allocations of servers that are lost.

    :param servers: ids of servers that were there before and are there still
    """
    now = {provider.name: provider for provider in after}
    for provider in before:
        same = now.get(provider.name)
        if same is None:
            yield Reason(what="Placement does not know it as a resource provider any more", where=provider.name)
            continue
        for resource, inventory in sorted(provider.inventory.items()):
            other = same.inventory.get(resource)
            had = (inventory.total, inventory.reserved, inventory.ratio)
            has = (other.total, other.reserved, other.ratio) if other else None
            if has != had:
                told = f"total {has[0]}, reserved {has[1]}, ratio {has[2]:g}" if has else "none"
                yield Reason(
                    what=f"Placement's inventory of {resource} was total {had[0]}, reserved {had[1]}, ratio {had[2]:g}, and is {told}",
                    where=provider.name,
                )
    held = {consumer for provider in after for consumer in provider.consumers}
    for provider in before:
        for consumer in provider.consumers:
            if consumer in servers and consumer not in held:
                yield Reason(
                    what=f"server {consumer} has lost its allocations",
                    where=provider.name,
                    remedy="nova-manage placement heal_allocations",
                )


def _reason(test: TestRecord, run: str) -> Reason:
    name = test.id.rpartition("::")[2].partition("[")[0].removeprefix("test_").replace("_", " ")
    about = test.invariant or (test.kind and test.kind.replace("-", " ")) or name
    seen = f"{test.seen}; expected: {test.expected}" if test.expected else test.reason or "failed"
    return Reason(
        what=f"{about}: {seen}",
        where=_where(test),
        cause=test.verdict.cause if test.verdict else test.leads_to,
        remedy=test.verdict.remedy if test.verdict else None,
        run=run,
    )


def _where(test: TestRecord) -> str:
    return str(test.pair) if test.pair else test.where or test.host or ""
