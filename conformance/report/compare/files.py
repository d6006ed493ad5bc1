"""Which runs are compared, and the files that a comparison is kept in."""

from pathlib import Path

from pydantic import ValidationError

from conformance.input.files import UnreadableFile, exists, is_directory
from conformance.model.errors import UsageProblem
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.shards import JOINT, merged, together
from conformance.report.compare.told import markdown
from conformance.report.earlier import earlier_runs
from conformance.report.run_file import RunFile, read_run_file
from conformance.text.writing import for_disk, json_text

JSON, MARKDOWN = "comparison.json", "comparison.md"

JSON_OF_RUN = "run.json"

NIGHTS = 10
"""So many of the last runs are looked at for the noise of durations; of runs in shards, as many times the shards."""

MOST_SHARDS = 256
"""Runs in a directory that are read as the shards of one: each may have as much as a run.json may have."""


def run_of(name: str, reports: Path) -> RunFile:
    """A run, by its id in reports/, the path of its directory, or that of its run.json, wherever it was copied to.

    Of a run in shards, all of them: with commas between, or as a directory in which each has one of its own.

    :raises UsageProblem: there is none, it cannot be read, or several are not the shards of one plan
    """
    parts = [part for part in name.split(JOINT) if part]
    names = parts if len(parts) > 1 and not exists(_path(name, reports)) else [name]
    paths = [path for one in names for path in _run_files(_path(one, reports))]
    return merged([_read(path, name, reports) for path in paths])


def _path(name: str, reports: Path) -> Path:
    return Path(name) if "/" in name or name.endswith(".json") or name == "." else reports / name


def _run_files(path: Path) -> list[Path]:
    """The run.json of a run; of a directory that has none, those of the runs in it. :raises UsageProblem: there are too many"""
    own = path / JSON_OF_RUN
    if not is_directory(path):
        return [path]
    if exists(own):
        return [own]
    # a link leads to what is there already, as reports/latest does
    inside = [one for one in sorted(path.glob(f"*/{JSON_OF_RUN}")) if not one.parent.is_symlink()]
    if len(inside) > MOST_SHARDS:
        raise UsageProblem(f"{path} has {len(inside)} runs: at most {MOST_SHARDS} are read as shards. Give the run's own directory")
    return inside or [own]


def _read(path: Path, name: str, reports: Path) -> RunFile:
    try:
        return read_run_file(path)
    except UnreadableFile as trouble:
        hint = (
            "" if path.exists() else f". Give the id of a run in {reports}, its directory, or its run.json; a run that was killed has none"
        )
        raise UsageProblem(f"there is no run {name!r}: {trouble}{hint}") from trouble
    except ValidationError as trouble:
        first = trouble.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageProblem(f"{path} is no run.json of this release: {f'{where}: ' if where else ''}{first['msg']}") from trouble


def compared(baseline: RunFile, run: RunFile, reports: Path) -> Comparison:
    """Two runs compared; the noise of durations is that of the last runs of the cloud in reports/ that were before this one."""
    of = max(one.shard.of if one.shard else 1 for one in (baseline, run))
    earlier = (one for one in earlier_runs(reports, run.cloud, NIGHTS * of) if one.run != run.run and one.started < run.started)
    return compare(baseline, run, list(together(earlier)))


def write_json(comparison: Comparison, path: Path) -> None:
    """Write it for programs. :raises OSError: it cannot be written"""
    path.write_text(json_text(comparison.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")


def write_markdown(comparison: Comparison, path: Path) -> None:
    """Write it for people. :raises OSError: it cannot be written"""
    path.write_text(for_disk(markdown(comparison)) + "\n", encoding="utf-8")
