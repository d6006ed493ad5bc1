"""How a run was asked for: what cleaning up after it, or going on with it, needs to know."""

from pathlib import Path

from conformance.model.base import Noun
from conformance.model.errors import UsageProblem
from conformance.model.files import MIB, is_directory, read_bytes

FILE = "invocation.json"


class Invocation(Noun):
    """profile is a name, or an absolute path; inventory an absolute path."""

    cloud: str
    profile: str
    inventory: Path | None = None


def keep_invocation(run_dir: Path, invocation: Invocation) -> None:
    """Write it down before anything is created."""
    (run_dir / FILE).write_text(invocation.model_dump_json(indent=2) + "\n")


def invocation_of(run_dir: Path) -> Invocation:
    """How that run was asked for. :raises UsageProblem: it is not the directory of a run"""
    try:
        return Invocation.model_validate_json(read_bytes(run_dir / FILE, MIB))
    except (OSError, ValueError) as trouble:
        raise UsageProblem(f"{run_dir}: there is no {FILE} in it that can be read, so it is not the directory of a run") from trouble


def run_directory(run: str, reports: Path) -> Path:
    """The directory of a run, by its id or by its path. :raises UsageProblem: there is none"""
    path = Path(run) if "/" in run else reports / run
    if not is_directory(path):
        raise UsageProblem(f"there is no run {run!r}: {path} is no directory. Give the id or the path of a directory in {reports}")
    return path.resolve()
