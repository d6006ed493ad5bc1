import pytest

from conformance.model.evidence import Side, Source
from conformance.model.verdict import ChainLink, Quote, Verdict
from conformance.report.terminal.chain_lines import chain_lines
from conformance.report.terminal.message import Complaint, cause_and_place, headline, message

COMPLAINT = Complaint(expected="server ACTIVE within 300 s", seen="status ERROR", where="compute-02")

VERDICT = Verdict(
    cause="vif-plug-timeout",
    title="The agent did not plug",
    detail="l2-agent-down",
    host="compute-02",
    side=Side.DESTINATION,
    confidence=0.97,
    quotes=(Quote(source=Source.AGENTS, line="Open vSwitch agent on compute-02: alive=no", host="compute-02"),),
    remedy="Restart the agent.\nopenstack network agent list",
)


def test_the_verdict_comes_first_and_all_is_said_in_six_lines() -> None:
    assert message(COMPLAINT, VERDICT).splitlines() == [
        "vif-plug-timeout (l2-agent-down) on compute-02 [destination], confidence 0.97",
        "expected: server ACTIVE within 300 s",
        "seen: status ERROR",
        "on: compute-02",
        "evidence: agents on compute-02: Open vSwitch agent on compute-02: alive=no",
        "remedy: Restart the agent.",
    ]


def test_texts_of_any_length_and_form_stay_in_six_lines() -> None:
    wild = Complaint(expected="a\nb\n" * 500, seen="x" * 5000, where="compute-02")
    quote = Quote(source=Source.EVENTS, line="y" * 5000)
    lines = message(wild, VERDICT.model_copy(update={"quotes": (quote,), "detail": "z" * 500})).splitlines()
    assert len(lines) == 6
    assert max(map(len, lines)) < 300


def test_without_a_verdict_the_complaint_stands_alone() -> None:
    assert message(COMPLAINT, None).startswith("expected: ")


def test_why_there_is_no_verdict_is_said() -> None:
    assert message(COMPLAINT, None, "OSError: disk full").splitlines()[0] == "no verdict: OSError: disk full"


@pytest.mark.parametrize(
    ("cause", "detail", "said"),
    [
        ("unclassified", None, "unclassified: no documented cause"),
        ("insufficient-evidence", "Events on compute-02: not read", "insufficient-evidence: events on compute-02: not read"),
    ],
)
def test_an_honest_verdict_says_why(cause: str, detail: str | None, said: str) -> None:
    assert headline(Verdict(cause=cause, title="No documented cause", detail=detail)) == said
    assert cause_and_place(Verdict(cause=cause, title="No documented cause", detail=detail)) == cause


STRANGE = Verdict(
    cause="unclassified",
    title="OSError: Read-only file system in nova.virt.images.fetch on compute-01",
    detail="OSError: Read-only file system in nova.virt.images.fetch",
    host="compute-01",
    side=Side.SOURCE,
    fingerprint="3174d933",
    chain=(
        ChainLink(source=Source.SERVER_FAULT, message="Build of instance aborted"),
        ChainLink(
            source=Source.NOVA_COMPUTE,
            error="OSError",
            message="Read-only file system",
            host="compute-01",
            time="2026-11-21 10:00:00.000",
            request="req-5a",
            place="nova.virt.images.fetch",
        ),
    ),
)


def test_an_error_without_a_cause_is_told_with_its_fingerprint_and_host() -> None:
    said = "unclassified (3174d933) on compute-01 [source]: OSError: Read-only file system in nova.virt.images.fetch"
    assert headline(STRANGE) == said


def test_the_chain_is_told_link_by_link() -> None:
    assert list(chain_lines(STRANGE.chain)) == [
        "1. server-fault: Build of instance aborted",
        "2. nova-compute on compute-01, 2026-11-21 10:00:00.000, req-5a: OSError: Read-only file system in nova.virt.images.fetch",
    ]


def test_a_control_plane_cause_blames_no_host() -> None:
    verdict = Verdict(cause="no-valid-host", title="t", side=Side.CONTROL_PLANE, confidence=0.75)
    assert headline(verdict) == "no-valid-host [control-plane], confidence 0.75"
