"""What a gate has seen so far: kept on the disk, so that its steps may be jobs of a pipeline, on different machines."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from conformance.input.files import MIB, UnreadableFile, read_bytes
from conformance.model.base import Noun
from conformance.model.cloud_facts import Provider
from conformance.model.errors import UsageProblem
from conformance.text.writing import json_text

FILE = "gate.json"

_LARGEST = 64 * MIB
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Phase(StrEnum):
    """The steps of a gate, in their order; STEP comes once for each batch of hosts that is upgraded."""

    BEFORE = "before"
    STEP = "step"
    AFTER = "after"


class Verdict(StrEnum):
    """GO: the upgrade may go on. NO_GO: it must not. UNDECIDED: what would tell could not be tested."""

    GO = "go"
    NO_GO = "no-go"
    UNDECIDED = "undecided"


class Reason(Noun):
    """Why a step is no-go, or undecided.

    what: what does not hold; where: the host or pair that it is about; cause, remedy: where they are known; run: the run that shows it.
    """

    what: str
    where: str = ""
    cause: str | None = None
    remedy: str | None = None
    run: str | None = None


class GateStep(Noun):
    """One step. changed: hosts that had been upgraded; run: the directory of its run of the suites; versions: by product and host.

    providers: Placement's resource providers as they were, which the step AFTER compares. against, undecided: reasons.
    known: what failed before the upgrade and fails still.
    """

    phase: Phase
    changed: tuple[str, ...] = ()
    started: AwareDatetime
    ended: AwareDatetime
    run: str | None = None
    versions: dict[str, dict[str, str]] = Field(default_factory=dict)
    providers: tuple[Provider, ...] = ()
    servers: tuple[str, ...] = ()
    against: tuple[Reason, ...] = ()
    undecided: tuple[Reason, ...] = ()
    known: tuple[Reason, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What follows from the reasons."""
        if self.against:
            return Verdict.NO_GO
        return Verdict.UNDECIDED if self.undecided else Verdict.GO


class Gate(Noun):
    """The content of gate.json. to: the version of Nova that is upgraded to, if it was given. canaries: the directory of their set."""

    version: Literal[1] = 1
    name: str
    cloud: str
    to: str | None = None
    canaries: str | None = None
    steps: tuple[GateStep, ...] = ()

    def last(self, phase: Phase) -> GateStep | None:
        """The newest step of a phase."""
        return next((step for step in reversed(self.steps) if step.phase is phase), None)

    @property
    def upgraded(self) -> tuple[str, ...]:
        """The hosts that were upgraded in any step so far, sorted."""
        return tuple(sorted({host for step in self.steps for host in step.changed}))


def gate_directory(reports: Path, name: str) -> Path:
    """Where a gate is kept. :raises UsageProblem: the name can be no directory's"""
    if not _NAME.fullmatch(name):
        raise UsageProblem(f"{name!r} cannot be a gate's name: give letters, digits, dots, underscores and hyphens, 64 at most")
    return reports.absolute() / "gates" / name


def read_gate(directory: Path) -> Gate | None:
    """The gate that is kept there; None if there is none. :raises UsageProblem: it cannot be read"""
    path = directory / FILE
    if not path.exists():
        return None
    try:
        return Gate.model_validate_json(read_bytes(path, _LARGEST))
    except UnreadableFile as trouble:
        raise UsageProblem(str(trouble)) from trouble
    except ValidationError as trouble:
        first = trouble.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageProblem(f"{path} is no gate of this release: {f'{where}: ' if where else ''}{first['msg']}") from trouble


def write_gate(gate: Gate, directory: Path) -> Path:
    """Write it, all at once, and return where. :raises OSError: it cannot be written"""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, new = directory / FILE, directory / f".{FILE}.new"
    new.write_text(json_text(gate.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    new.replace(path)
    return path
