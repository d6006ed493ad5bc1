"""What is known of the acceptance of a host: kept on the disk, so that a host which was enabled for it is found and disabled again."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from conformance.input.files import MIB, UnreadableFile, read_bytes
from conformance.input.names import is_address, shown
from conformance.model.base import Noun
from conformance.model.errors import UsageProblem
from conformance.text.writing import json_text
from conformance.upgrade.gate_file import Reason

DIRECTORY = "acceptances"
"""In the directory of runs; there is a file for each host."""

_LARGEST = 4 * MIB
_MOST = 1000
"""Files that are read."""


class Answer(StrEnum):
    """YES: nothing that was tested speaks against enabling the host. NO: something does. UNDECIDED: what would tell was not tested."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


class Acceptance(Noun):
    """The acceptance of one host.

    profile: what it was tested with; service: the UUID of its nova-compute service; disabled_reason: as it was disabled before;
    enabled_for_tests: whether the suite has enabled it, and has not disabled it again. run: the directory of the run of the suites.
    against, undecided: reasons. elsewhere: failures of the same run that the host has no part in.
    """

    version: Literal[1] = 1
    cloud: str
    host: str
    profile: str
    service: str
    disabled_reason: str | None = None
    enabled_for_tests: bool = False
    started: AwareDatetime
    ended: AwareDatetime | None = None
    run: str | None = None
    tests: int = 0
    against: tuple[Reason, ...] = ()
    undecided: tuple[Reason, ...] = ()
    elsewhere: int = 0

    @property
    def answer(self) -> Answer:
        """What follows from the reasons."""
        if self.against:
            return Answer.NO
        return Answer.UNDECIDED if self.undecided or self.ended is None else Answer.YES


def acceptance_file(reports: Path, host: str) -> Path:
    """Where the acceptance of a host is kept. :raises UsageProblem: it is no name of a host"""
    if not is_address(host):
        raise UsageProblem(f"{shown(host)} is no name of a host")
    return reports / DIRECTORY / f"{host}.json"


def read_acceptance(path: Path) -> Acceptance:
    """:raises UsageProblem: it cannot be read, or is none"""
    try:
        return Acceptance.model_validate_json(read_bytes(path, _LARGEST))
    except UnreadableFile as trouble:
        raise UsageProblem(str(trouble)) from trouble
    except ValidationError as trouble:
        raise UsageProblem(f"{path}: it is no record of an acceptance") from trouble


def write_acceptance(acceptance: Acceptance, path: Path) -> None:
    """Write it, all at once. :raises OSError: it cannot be written"""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(json_text(acceptance.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    new.replace(path)


def enabled_for_tests(reports: Path) -> Iterator[tuple[Path, Acceptance]]:
    """The records of hosts that were enabled for their acceptance and not disabled again; files that are none are passed over."""
    for path in sorted((reports / DIRECTORY).glob("*.json"))[:_MOST]:
        try:
            known = read_acceptance(path)
        except UsageProblem:
            continue
        if known.enabled_for_tests and path.stem == known.host:
            yield path, known
