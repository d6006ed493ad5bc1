"""What is put on a test's result in Allure: labels, parameters that do not break its history, and attachments."""

from collections.abc import Iterable, Mapping
from typing import Any

import allure
from allure_commons.types import AttachmentType

from conformance.diagnosis.judge import Judgement
from conformance.model.operation import Operation
from conformance.model.prediction import Prediction
from conformance.model.verdict import Verdict
from conformance.report.records import Note
from conformance.report.terminal.chain_lines import chain_lines
from conformance.report.terminal.predictions import in_words
from conformance.text.writing import for_disk, for_terminal, json_text


def _label(name: str, value: str) -> None:
    allure.dynamic.label(name, value)  # type: ignore[no-untyped-call]


def label_subject(note: Note, nova: Mapping[str, str], prediction: Prediction | None = None) -> None:
    """Labels what a test is about, and says what is expected of it. Neither enters a test's history id.

    Allure groups tests by `feature`, which is the operation here, and `story`, which is the host: of a pair, the destination. `nova` is the
    version there, of a pair `SOURCE to DESTINATION`.

    :param nova: by host, the version of Nova; empty where all hosts have the same
    """
    pair, host = note.pair, note.host
    if pair:
        _label("source", pair.source)
        _label("destination", pair.destination)
    if host:
        _label("compute_host", host)
    feature = "invariants" if note.invariant else note.kind and note.kind.replace("-", " ")
    if feature:
        _label("feature", feature)
        _label("story", pair.destination if pair else host or "cloud")
    versions = [nova.get(name, "not known") for name in ((pair.source, pair.destination) if pair else (host,) if host else ())]
    if nova and versions:
        _label("nova", " to ".join(versions))
    if prediction:
        allure.dynamic.parameter("predicted", in_words(prediction), excluded=True)


def show_downtimes(operations: Iterable[Operation]) -> None:
    """Shows as parameters for how long guests did not answer, by operation; they do not enter a test's history id."""
    for operation in operations:
        if operation.downtime is not None:
            allure.dynamic.parameter(
                f"downtime of {operation.kind.replace('-', ' ')}", for_disk(operation.downtime.in_words), excluded=True
            )


def attach_judgement(judgement: Judgement, request_id: str, host: str | None) -> None:
    """Labels the cause and the host to blame, and attaches deciding lines, remedy and bundle.

    :param request_id: the operation's, shown as a parameter that is excluded from the test's history
    :param host: the host that the test is about, which is labelled already
    """
    verdict = judgement.verdict
    _label("cause", verdict.cause)
    if verdict.fingerprint:
        _label("fingerprint", verdict.fingerprint)
    if verdict.host and verdict.host != host:
        _label("compute_host", verdict.host)
    allure.dynamic.parameter("request_id", request_id, excluded=True)
    if verdict.chain:
        allure.attach(for_disk("\n".join(chain_lines(verdict.chain))), "from the symptom to the innermost error", AttachmentType.TEXT)
    allure.attach(for_disk(_deciding(verdict)), "deciding lines", AttachmentType.TEXT)
    allure.attach(verdict.remedy, "remedy", AttachmentType.TEXT)
    allure.attach(json_text(judgement.bundle.model_dump(mode="json"), indent=2), "evidence bundle", AttachmentType.JSON)


def attach_text(name: str, text: str) -> None:
    """Attaches a text to the test that runs."""
    allure.attach(for_disk(text), name, AttachmentType.TEXT)


def attach_to_run(name: str, text: str) -> None:
    """Attaches a text to the run as a whole."""
    allure.global_attach(for_disk(text), name, AttachmentType.TEXT)


def show_message(listener: Any, message: str) -> None:
    """Makes the verdict the first thing of the result's message, before which allure-pytest puts the exception's dotted name.

    :param listener: allure-pytest's listener, or None when no results are written
    """
    result = listener and listener.allure_logger.get_test(None)
    if result and result.statusDetails:
        result.statusDetails.message = for_terminal(message)


def accept(listener: Any, known: bool) -> None:
    """Say of the result that its failure is known, which Allure 3 calls accepted; or that it has one that is not, which then counts.

    :param listener: allure-pytest's listener, or None when no results are written
    """
    result = listener and listener.allure_logger.get_test(None)
    if result and result.statusDetails:
        result.statusDetails.known = known and result.statusDetails.known is not False


def link_issue(name: str, link: str) -> None:
    """Links the test that runs with what is known of its failure, elsewhere."""
    allure.dynamic.link(for_terminal(link), name=name)  # type: ignore[no-untyped-call]


def _deciding(verdict: Verdict) -> str:
    quotes = [f"{quote.source}{f' on {quote.host}' if quote.host else ''}: {quote.line}" for quote in verdict.quotes]
    others = [f"could also be {other.cause} (confidence {other.confidence:.2f})" for other in verdict.alternatives]
    return "\n".join([f"{verdict.cause}: {verdict.title}", verdict.detail or "", verdict.note or "", *quotes, *others])


def forget(listener: Any, test: str) -> None:
    """Have no result of a test that was not begun: allure-pytest would call it skipped.

    :param listener: allure-pytest's listener, or None when no results are written
    :param test: its node id
    """
    if listener is None:
        return
    # there is no public way to take back a test that the listener has already scheduled
    uuid = listener._cache.pop(test)
    if uuid:
        listener.allure_logger.drop_test(uuid)
