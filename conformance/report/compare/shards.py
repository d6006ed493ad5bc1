"""The shards of one plan as one run: each is a run of its own, with a run.json that has its own part of the tests."""

from collections.abc import Iterable, Iterator, Sequence

from conformance.model.errors import UsageProblem
from conformance.report.run_file import RunFile, RunShard, TestOutcome, TestRecord

JOINT = ","
"""Between the names of shards that stand for one run, where they are given and where they are told."""

_WORST_FIRST = (TestOutcome.FAILED, TestOutcome.PASSED, TestOutcome.BROKEN, TestOutcome.SKIPPED)
"""What counts of a test that several shards had: what tells of the cloud, and of that a failure."""


def merged(runs: Sequence[RunFile]) -> RunFile:
    """Shards as the run that they are together: all of their tests, each once. One run alone is what it was.

    Of shards, only what is compared is put together: predictions, repeated requests and known issues as they were given are left out.

    :raises UsageProblem: they are not different shards of one plan
    """
    if len(runs) == 1:
        return runs[0]
    shards = {run.run: shard for run, shard in zip(runs, _shards(runs), strict=True)}
    parts = sorted(runs, key=lambda run: shards[run.run].numbers)
    tests: dict[str, TestRecord] = {}
    for test in (test for run in parts for test in run.tests):
        known = tests.get(test.id)
        if known is None or _WORST_FIRST.index(test.outcome) < _WORST_FIRST.index(known.outcome):
            tests[test.id] = test
    first = parts[0]
    return RunFile(
        run=JOINT.join(run.run for run in parts),
        cloud=first.cloud,
        profile=first.profile,
        hosts=tuple(sorted({host for run in parts for host in run.hosts})),
        versions={product: words for run in parts for product, words in run.versions.items()},
        host_versions={
            product: {host: version for run in parts for host, version in run.host_versions.get(product, {}).items()}
            for product in sorted({product for run in parts for product in run.host_versions})
        },
        started=min(run.started for run in parts),
        ended=max(run.ended for run in parts),
        tests=tuple(tests.values()),
        shard=shards[first.run].model_copy(update={"numbers": tuple(sorted(n for shard in shards.values() for n in shard.numbers))}),
    )


def together(runs: Iterable[RunFile]) -> Iterator[RunFile]:
    """Earlier runs, latest first, with the shards of one night as one run."""
    nights: dict[tuple[str, int], list[RunFile]] = {}
    for run in runs:
        if run.shard is None:
            yield run
            continue
        night = nights.setdefault((run.shard.plan, run.shard.of), [])
        if any(other.shard and set(run.shard.numbers) & set(other.shard.numbers) for other in night):
            # one of the night before
            yield merged(night)
            night.clear()
        night.append(run)
    yield from (merged(night) for night in nights.values())


def _shards(runs: Sequence[RunFile]) -> list[RunShard]:
    """Which part each run is. :raises UsageProblem: they do not go together"""
    found: list[RunShard] = []
    for run in runs:
        if run.shard is None:
            raise UsageProblem(
                f"run {run.run} is no shard: runs are put together only where each was run with --shard I/N, of this release or later"
            )
        found.append(run.shard)
        if (run.cloud, run.shard.plan, run.shard.of) != (runs[0].cloud, found[0].plan, found[0].of):
            both = ((runs[0], found[0]), (run, run.shard))
            told = ", ".join(f"{one.run} is {shard} of plan {shard.plan} of cloud {one.cloud}" for one, shard in both)
            raise UsageProblem(f"they are no shards of one plan: {told}")
        for other, shard in zip(runs, found[:-1], strict=False):
            if set(shard.numbers) & set(run.shard.numbers):
                raise UsageProblem(f"runs {other.run} and {run.run} are both shard {shard}: give one of them")
    return found
