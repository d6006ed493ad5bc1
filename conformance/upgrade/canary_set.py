"""Canaries that were started together, as they are kept on the disk."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from conformance.model.errors import UsageProblem
from conformance.model.instance import Canary
from conformance.run_dir.ledger import FILE as LEDGER
from conformance.run_dir.ledger import Ledger
from conformance.run_dir.records import JsonLines

FILE = "canaries.jsonl"


class CanarySet:
    """A directory of its own beside those of runs. It has a ledger of its own, so that the end of no run removes the canaries.

    :param directory: its name is the id under which the cloud has marked the canaries
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lines = JsonLines(directory / FILE, durable=True)

    @property
    def id(self) -> str:
        """By which the canaries are known, as those of a run are by the run's id."""
        return self.directory.name

    @property
    def ledger(self) -> Ledger:
        """What was asked of the cloud for them."""
        return Ledger(self.directory / LEDGER, self.id)

    def remember(self, canary: Canary) -> None:
        """Keep what is known of a canary; it is on the disk when this returns."""
        self._lines.append(canary.model_dump(mode="json"))

    def known(self) -> dict[str, Canary]:
        """The canaries that run, by the hosts that they were started on."""
        return {canary.host: canary for canary in self._all() if canary.state == "running"}

    def resized(self) -> dict[str, Canary]:
        """Those whose resize awaits what comes of it, by the hosts that they were started on."""
        return {canary.host: canary for canary in self._all() if canary.state == "resized"}

    def forget(self) -> None:
        """They were removed: none is known any more."""
        (self.directory / FILE).write_bytes(b"")

    def _all(self) -> Iterator[Canary]:
        """Each as it was remembered last. What is no canary is passed over."""
        found: dict[str, Canary] = {}
        for line in self._lines:
            try:
                canary = Canary.model_validate(line)
            except ValidationError:
                continue
            found[canary.instance.id] = canary
        yield from found.values()


def begin(directory: Path) -> CanarySet:
    """A new set in a directory that was made for it."""
    (directory / FILE).touch()
    return CanarySet(directory)


def is_set(directory: Path) -> bool:
    """Whether a directory is that of canaries."""
    return (directory / FILE).is_file()


def sets_in(reports: Path) -> list[CanarySet]:
    """Those that have something left in the cloud, the oldest first."""
    if not reports.is_dir():
        return []
    found = [CanarySet(path.absolute()) for path in sorted(reports.iterdir()) if not path.is_symlink() and is_set(path)]
    return [one for one in found if one.ledger.left()]


def only_set(reports: Path, name: str | None) -> CanarySet:
    """The set of that id or directory, or the only one that there is. :raises UsageProblem: there is none, or there are several"""
    if name:
        directory = Path(name) if "/" in name else reports / name
        if not is_set(directory):
            raise UsageProblem(f"there are no canaries {name}: {directory} has no {FILE}")
        return CanarySet(directory.absolute())
    found = sets_in(reports)
    if not found:
        raise UsageProblem(f"there are no canaries in {reports}: `conformance canary start` starts them")
    if len(found) > 1:
        raise UsageProblem(f"there are several sets of canaries in {reports}: give --canaries, one of {', '.join(one.id for one in found)}")
    return found[0]
