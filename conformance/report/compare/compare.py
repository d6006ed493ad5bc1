"""Compares two runs of a cloud."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from conformance.input.complaints import some
from conformance.model.verdict import UNCLASSIFIED
from conformance.report.compare.comparison import Became, ChangedTest, ChangedVersion, Comparison, DowntimeChange, Ending, RunName
from conformance.report.compare.shards import JOINT
from conformance.report.compare.speed import DOWNTIME, compare_speed
from conformance.report.downtimes import longest_downtimes
from conformance.report.run_file import RunFile, TestOutcome, TestRecord

_ORDER = {became: place for place, became in enumerate(Became)}


def compare(baseline: RunFile, run: RunFile, history: Iterable[RunFile] = ()) -> Comparison:
    """What changed from the baseline to the run.

    :param history: other earlier runs of the cloud, from which the noise of durations is learned
    """
    bare = Comparison(baseline=_name(baseline), run=_name(run))
    if why := incomparable(baseline, run):
        return bare.model_copy(update={"incomparable": why})
    earlier = (baseline, *history)
    before, after = ({test.id: test for test in one.tests} for one in (baseline, run))
    changed = _changed(before, after, complete=baseline.shard == run.shard or not _lacking(run))
    return bare.model_copy(
        update={
            "incomplete": _incomplete(baseline, run),
            "added": tuple(sorted(set(run.hosts) - set(baseline.hosts))),
            "removed": tuple(sorted(set(baseline.hosts) - set(run.hosts))),
            "tests": tuple(sorted(changed, key=lambda test: (_ORDER[test.became], test.id))),
            "passed": sum(_passed(test) and _passed(before.get(id)) for id, test in after.items()),
            "versions": tuple(_versions(baseline, run)),
            "speed": compare_speed(run, earlier),
            "downtime": _downtime(baseline, run, earlier),
        }
    )


def incomparable(baseline: RunFile, run: RunFile) -> str | None:
    """Why the two cannot be compared; None if they can."""
    if set(baseline.run.split(JOINT)) & set(run.run.split(JOINT)):
        return "they are the same run: give an earlier one of the cloud as the baseline"
    if run.resumed is not None and run.resumed in baseline.run.split(JOINT):
        return "this run resumes the baseline, and has its results among its own: give an earlier one of the cloud as the baseline"
    if baseline.cloud != run.cloud:
        return f"the baseline is of cloud {baseline.cloud}, this run of {run.cloud}"
    if not set(baseline.hosts) & set(run.hosts):
        return f"they have no compute host in common: the baseline has {some(baseline.hosts)}; this run has {some(run.hosts)}"
    tested = [{test.id for test in one.tests if test.outcome.tells_of_the_cloud} for one in (baseline, run)]
    for name, ids in zip(("the baseline", "this run"), tested, strict=True):
        if not ids:
            return f"{name} tested nothing: all of its tests were skipped or broken"
    if not tested[0] & tested[1]:
        return "they have no test in common"
    return None


def _lacking(run: RunFile) -> tuple[int, ...]:
    return run.shard.lacking if run.shard else ()


def _incomplete(baseline: RunFile, run: RunFile) -> str | None:
    """What shards are not there. Two runs of the same shards of plans that are made alike are compared as they are."""
    if baseline.shard == run.shard:
        return None
    told = [
        f"of {name}, shard {', '.join(f'{number}/{one.shard.of}' for number in one.shard.lacking)} is not there"
        for name, one in (("the baseline", baseline), ("this run", run))
        if one.shard and one.shard.lacking
    ]
    return " and ".join(told) or None


def _changed(before: Mapping[str, TestRecord], after: Mapping[str, TestRecord], *, complete: bool) -> Iterator[ChangedTest]:
    """complete: whether a test that is not after was not run; else a shard that is not there may have run it."""
    for id in {**before, **after}:
        old, new = before.get(id), after.get(id)
        became = _became(old, new)
        if became is None or (became is Became.MISSING and not complete):
            continue
        about = new or old
        if about is None:
            continue
        yield ChangedTest(
            id=id,
            became=became,
            kind=about.kind,
            pair=about.pair,
            host=about.host,
            invariant=about.invariant,
            before=_ending(old),
            after=_ending(new),
        )


def _became(old: TestRecord | None, new: TestRecord | None) -> Became | None:
    """None: there is nothing to say of it."""
    was_tested = old is not None and old.outcome.tells_of_the_cloud
    if new is None:
        return Became.MISSING if was_tested else None
    if not new.outcome.tells_of_the_cloud:
        return Became.UNTESTED if was_tested else None
    if new.outcome is TestOutcome.PASSED:
        if not was_tested:
            return Became.NEW
        return None if _passed(old) else Became.FIXED
    if new.known:
        return Became.KNOWN
    if not was_tested:
        return Became.FAILS_NEWLY
    if _passed(old):
        return Became.REGRESSED
    return Became.STILL_FAILING if _alike(old, new) else Became.FAILING_DIFFERENTLY


def _passed(test: TestRecord | None) -> bool:
    return test is not None and test.outcome is TestOutcome.PASSED


def _alike(old: TestRecord | None, new: TestRecord) -> bool:
    """Whether a test failed twice for one reason: the same cause on the same host; of one without a cause, the same error."""
    if old is None or old.verdict is None or new.verdict is None:
        return (old.verdict if old else None) is new.verdict
    one, other = old.verdict, new.verdict
    if one.cause == other.cause == UNCLASSIFIED:
        return one.fingerprint == other.fingerprint
    return (one.cause, one.host) == (other.cause, other.host)


def _ending(test: TestRecord | None) -> Ending | None:
    if test is None:
        return None
    verdict = test.verdict
    told = {name: getattr(verdict, name) for name in ("cause", "detail", "host", "fingerprint")} if verdict else {}
    reason = None if test.outcome.tells_of_the_cloud and verdict else test.reason or test.seen
    return Ending(outcome=test.outcome, reason=reason, **told)


def _versions(baseline: RunFile, run: RunFile) -> Iterator[ChangedVersion]:
    """Of hosts where both runs know it by host, else of the cloud as a whole."""
    for product in sorted({*baseline.versions, *run.versions}):
        old, new = baseline.host_versions.get(product, {}), run.host_versions.get(product, {})
        both = sorted(set(old) & set(new))
        if both:
            changes: dict[tuple[str, str], list[str]] = {}
            for host in both:
                if old[host] != new[host]:
                    changes.setdefault((old[host], new[host]), []).append(host)
            for (was, is_now), hosts in sorted(changes.items()):
                yield ChangedVersion(product=product, before=was, after=is_now, hosts=tuple(hosts), of=len(both))
        elif baseline.versions.get(product) != run.versions.get(product):
            was, is_now = (one.versions.get(product, "not known") for one in (baseline, run))
            yield ChangedVersion(product=product, before=was, after=is_now)


def _downtime(baseline: RunFile, run: RunFile, earlier: Sequence[RunFile]) -> DowntimeChange:
    judged = compare_speed(run, earlier, DOWNTIME)
    return DowntimeChange(
        before=longest_downtimes(baseline.tests), after=longest_downtimes(run.tests), longer=judged.slower, not_judged=judged.not_judged
    )


def _name(run: RunFile) -> RunName:
    of = run.shard.of if run.shard else 0
    return RunName(run=run.run, cloud=run.cloud, started=run.started, lacking=tuple(f"{number}/{of}" for number in _lacking(run)))
