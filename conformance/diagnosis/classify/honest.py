"""The two verdicts that name no cause, and which of them it is.

Unclassified: what was read shows an error that no documented cause covers, or everything that could show one was read and nothing does.
Insufficient evidence: something that could have shown the cause was not read (a gap in the bundle), nothing was read at all, or all that
was read are symptoms, which every failure of their kind ends with. Then what decides stands in a log that is not in the evidence. Evidence
that somebody gives without a word on gaps is judged by what it holds: symptoms alone are insufficient, an error of its own is unclassified.
Where no line tells of a failure at all, that is insufficient, unless everything in which an operation leaves traces was read.
"""

from collections.abc import Set

from conformance.diagnosis.chain.story import Story
from conformance.diagnosis.classify.symptoms import Shown, shown
from conformance.model.evidence import Gap, Source
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED, Verdict

_TRACES = ({Source.SERVER_FAULT, Source.EVENTS}, {Source.NOVA_COMPUTE}, {Source.LIBVIRT, Source.QEMU})
"""Where every operation leaves traces: one of each was read."""

_MISSING = "What could have shown the cause was not read"


def no_cause(story: Story, needed: Set[Source]) -> Verdict:
    """The verdict on a bundle that no cause matches.

    :param needed: the sources that causes are read from
    """
    bundle, saw = story.bundle, shown(story)
    missing = [gap for gap in bundle.gaps if gap.source in needed]
    if missing or not any(evidence.text.strip() for evidence in bundle.evidence):
        return _insufficient(saw, "; ".join(dict.fromkeys(_told(gap) for gap in missing)) or "nothing was read")
    if saw.symptoms and not saw.error:
        return _insufficient(saw, f"only symptoms: {'; '.join(symptom.symptom for symptom, _ in saw.symptoms)}")
    read = {evidence.source for evidence in bundle.evidence}
    if not saw.error and not all(read & traces for traces in _TRACES):
        return _insufficient(saw, "no error was found in the evidence that was collected")
    return Verdict(
        cause=UNCLASSIFIED,
        title="No documented cause matches the evidence",
        stage=saw.stage,
        quotes=(saw.error,) if saw.error else (),
        remedy="Read the attached evidence; if it shows a cause, document it under conformance/diagnosis/causes/.",
    )


def _insufficient(saw: Shown, why: str) -> Verdict:
    read = dict.fromkeys(symptom.read for symptom, _ in saw.symptoms)
    return Verdict(
        cause=INSUFFICIENT_EVIDENCE,
        title=_MISSING,
        stage=saw.stage,
        detail=why,
        quotes=tuple(quote for _, quote in saw.symptoms)[:4],
        remedy="\n".join(f"Read {what}." for what in read)
        or "Read what is missing: in the logs of the hosts, look for the operation's request id, which the attached bundle names.",
    )


def _told(gap: Gap) -> str:
    where = f" on {gap.host}" if gap.host else ""
    return f"{gap.source}{where}: {gap.why}"
