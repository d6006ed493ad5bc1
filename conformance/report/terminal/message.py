"""The message of a failing test: the verdict first, in at most six lines."""

from dataclasses import dataclass

from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED, Verdict
from conformance.report.run_file import TestRecord
from conformance.report.terminal.words import log_line, one_line


@dataclass(frozen=True)
class Complaint:
    """What a test claimed, what it met instead, and where."""

    expected: str
    seen: str
    where: str | None = None


def headline(verdict: Verdict) -> str:
    """The verdict in one line: CAUSE (DETAIL) on HOST [SIDE], confidence C; or which of the two honest verdicts, and why.

    An unclassified one has the fingerprint of its error, by which it is found again in other tests and other nights.
    """
    if verdict.cause == UNCLASSIFIED and verdict.fingerprint:
        return one_line(f"{cause_and_place(verdict)}: {verdict.detail or verdict.title}")
    if verdict.cause in (UNCLASSIFIED, INSUFFICIENT_EVIDENCE):
        why = verdict.detail or verdict.title
        return one_line(f"{verdict.cause}: {why[0].lower()}{why[1:]}")
    return f"{cause_and_place(verdict)}, confidence {verdict.confidence:.2f}"


def cause_and_place(verdict: Verdict) -> str:
    """CAUSE (DETAIL) on HOST [SIDE]; of an error without a cause, the detail is its fingerprint."""
    if verdict.cause == UNCLASSIFIED:
        detail = f" ({verdict.fingerprint})" if verdict.fingerprint else ""
    else:
        detail = f" ({one_line(verdict.detail, 80)})" if verdict.detail and verdict.cause != INSUFFICIENT_EVIDENCE else ""
    host = f" on {verdict.host}" if verdict.host else ""
    side = f" [{verdict.side}]" if verdict.side else ""
    return f"{verdict.cause}{detail}{host}{side}"


def failure_line(test: TestRecord) -> str:
    """TEST: CAUSE on HOST: SEEN"""
    verdict = f"{cause_and_place(test.verdict)}: " if test.verdict else ""
    where = f" on {test.where}" if test.where and not test.verdict else ""
    return f"{test.id}: {verdict}{one_line(test.seen or test.reason or 'failed', 160)}{where}"


def message(complaint: Complaint, verdict: Verdict | None, trouble: str | None = None) -> str:
    """At most six lines; without a verdict, the complaint alone, and why there is none if something went wrong with it."""
    lines = [headline(verdict)] if verdict else []
    if trouble:
        lines.append(f"no verdict: {one_line(trouble)}")
    lines += [f"expected: {one_line(complaint.expected)}", f"seen: {one_line(complaint.seen)}"]
    if complaint.where:
        lines.append(f"on: {complaint.where}")
    if verdict and verdict.quotes:
        quote = verdict.quotes[0]
        where = f" on {quote.host}" if quote.host else ""
        lines.append(f"evidence: {quote.source}{where}: {log_line(quote.line)}")
    if verdict and verdict.remedy:
        lines.append(f"remedy: {one_line(verdict.remedy.splitlines()[0])}")
    return "\n".join(lines)
