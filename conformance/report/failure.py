"""What is said and kept of a failed test."""

from dataclasses import dataclass

from conformance.diagnosis.evidence.sides import hosts_of
from conformance.diagnosis.judge import Judge, Judgement
from conformance.model.errors import CloudFault
from conformance.model.operation import Operation
from conformance.model.verdict import Verdict
from conformance.report.records import Note
from conformance.report.terminal.message import Complaint, message
from conformance.text.redact import redact


@dataclass(frozen=True)
class Failure:
    """A failed claim: what was expected and seen, the operation at fault if there is one, and the judgement on it if there is one.

    trouble says why there is no judgement where there should be one. is_bare_assert: it was an assert statement, of which pytest says
    more than fits in the message.
    """

    complaint: Complaint
    operation: Operation | None
    judgement: Judgement | None
    is_bare_assert: bool = False
    trouble: str | None = None

    @property
    def verdict(self) -> Verdict | None:
        """The judgement's verdict."""
        return self.judgement.verdict if self.judgement else None

    @property
    def message(self) -> str:
        """What the test says, verdict first, in at most six lines."""
        return message(self.complaint, self.verdict, self.trouble)

    def noted(self, subject: Note) -> Note:
        """The subject's note with what went wrong."""
        bundle = f"evidence/{self.judgement.path.name}" if self.judgement else None
        return subject.model_copy(
            update={
                "expected": self.complaint.expected,
                "seen": self.complaint.seen,
                "where": self.complaint.where,
                "verdict": self.verdict,
                "bundle": bundle,
            }
        )


def examine(fault: AssertionError, subject: Note, operation: Operation | None, test: str, judge: Judge | None) -> Failure:
    """What there is to say of a failed claim.

    :param operation: the one that failed, or the test's last; a claim about a host has none, and no verdict either
    :param test: the test's node id and phase
    :param judge: None when the cloud cannot be asked
    """
    complaint = _complaint(fault, subject, operation)
    judgement, trouble = None, None
    if judge and operation:
        try:
            judgement = judge.judge(operation, test, complaint.seen)
        except Exception as unforeseen:  # noqa: BLE001 - that a failure cannot be explained must not end the run
            trouble = redact(f"{type(unforeseen).__name__}: {unforeseen}")
    return Failure(complaint, operation, judgement, is_bare_assert=not isinstance(fault, CloudFault), trouble=trouble)


def _complaint(fault: AssertionError, subject: Note, operation: Operation | None) -> Complaint:
    hosts = " to ".join(hosts_of(operation)) if operation else str(subject.pair or subject.host or "")
    if isinstance(fault, CloudFault):
        return Complaint(redact(fault.expected), redact(fault.seen), fault.host or hosts or None)
    # A bare assert: its claim is the test's, what it saw is what pytest made of the expression.
    seen = str(fault).strip().partition("\n")[0]
    return Complaint(subject.claim, redact(seen) or "the assertion does not hold", hosts or None)
