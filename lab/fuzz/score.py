"""What is kept of a trial of a drawn fault, and whether what the suite said of it was right, honest or wrong."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED
from lab.fuzz.grammar import WITHOUT_HOST
from lab.matrix.trial import OfTrial


class Score(StrEnum):
    """What the suite said, against what was touched.

    HONEST: unclassified or insufficient-evidence. HONEST_WITH_HOST: unclassified, and the host that was touched is named, with a detail.
    HIDDEN: the test was skipped, though the host was broken. NO_VERDICT: it did not pass, and nothing was said of it.
    """

    RIGHT = "right"
    HONEST_WITH_HOST = "honest, and the host is named"
    HONEST = "honest"
    WRONG_HOST = "wrong host"
    WRONG_CAUSE = "wrong cause"
    HIDDEN = "hidden"
    NO_VERDICT = "no verdict"


class DrawnResult(OfTrial):
    """What came of a trial.

    does: what was touched. midway: whether the fault came once a server ran. may_be_called: the ids of causes that are true of it.
    may_be_blamed: the hosts that a verdict with one of these may name. outcome, verdict, message: the test's, with the fault.
    bundle: where its evidence lies, in the run's directory. recovered: how the same test ended once the fault was recovered; None: it was
    not run. harder: the host's programs had to be restarted after that. trouble: why the trial does not count, if so.
    """

    seed: int
    number: int
    kind: str
    does: str
    operation: str
    part: str
    midway: bool
    target: str
    peer: str
    may_be_called: tuple[str, ...]
    may_be_blamed: tuple[str | None, ...]
    outcome: str | None = None
    verdict: dict[str, Any] | None = None
    message: str = ""
    run: str | None = None
    bundle: str | None = None
    recovered: str | None = None
    harder: bool = False
    took: float = 0.0
    ended: datetime | None = None
    trouble: str = ""

    @property
    def score(self) -> Score | None:
        """None: the trial does not count, as the operation passed, or the fault could not be injected."""
        if self.trouble or self.outcome in {None, "passed"}:
            return None
        if self.outcome == "skipped":
            return Score.HIDDEN
        return score_of(self.verdict, self)

    @property
    def said(self) -> str:
        """The verdict in a line."""
        if not self.verdict:
            return f"{self.outcome or 'not run'}, without a verdict" + (f": {self.message}" if self.message else "")
        cause, detail, host = (_text(self.verdict, name) for name in ("cause", "detail", "host"))
        return (cause or "no cause") + (f" ({detail})" if detail else "") + (f" on {host}" if host else "")


def score_of(verdict: Mapping[str, Any] | None, truth: DrawnResult) -> Score:
    """The score of a verdict, whatever keys it has."""
    if not verdict:
        return Score.NO_VERDICT
    cause, detail, host = (_text(verdict, name) for name in ("cause", "detail", "host"))
    if cause in {UNCLASSIFIED, INSUFFICIENT_EVIDENCE}:
        named = cause == UNCLASSIFIED and host == truth.target and bool(detail)
        return Score.HONEST_WITH_HOST if named else Score.HONEST
    if cause not in truth.may_be_called:
        return Score.WRONG_CAUSE
    known = host in truth.may_be_blamed or (host is None and cause in WITHOUT_HOST)
    return Score.RIGHT if known else Score.WRONG_HOST


def _text(verdict: Mapping[str, Any], name: str) -> str | None:
    value = verdict.get(name)
    return value.strip() or None if isinstance(value, str) else None
