"""Which runs are compared, and the files that a comparison is kept in."""

from pathlib import Path

from pydantic import ValidationError

from conformance.input.files import UnreadableFile, is_directory
from conformance.model.errors import UsageProblem
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.told import markdown
from conformance.report.earlier import earlier_runs
from conformance.report.run_file import RunFile, read_run_file
from conformance.text.writing import for_disk, json_text

JSON, MARKDOWN = "comparison.json", "comparison.md"


def run_of(name: str, reports: Path) -> RunFile:
    """A run, by its id in reports/, the path of its directory, or that of its run.json, wherever it was copied to.

    :raises UsageProblem: there is none, or it cannot be read
    """
    path = Path(name) if "/" in name or name.endswith(".json") else reports / name
    if is_directory(path):
        path /= "run.json"
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
    history = [one for one in earlier_runs(reports, run.cloud) if one.run != run.run and one.started < run.started]
    return compare(baseline, run, history)


def write_json(comparison: Comparison, path: Path) -> None:
    """Write it for programs. :raises OSError: it cannot be written"""
    path.write_text(json_text(comparison.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")


def write_markdown(comparison: Comparison, path: Path) -> None:
    """Write it for people. :raises OSError: it cannot be written"""
    path.write_text(for_disk(markdown(comparison)) + "\n", encoding="utf-8")
