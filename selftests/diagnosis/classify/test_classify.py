"""How a verdict comes about, on a taxonomy made for each claim."""

from typing import Any

import pytest

from conformance.diagnosis.classify.calibration import Kind, kind_of
from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.holding import holding_for
from conformance.diagnosis.taxonomy.cause import Cause
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.evidence import Bundle, Evidence, Gap, Side, Source
from conformance.model.verdict import Stage

HONEST = {"unclassified", "insufficient-evidence"}


def cause(cause_id: str, pattern: str, layer: str = "network", over: tuple[str, ...] = (), **rule: Any) -> Cause:
    example = {"about": "x", "evidence": [{"source": "events", "text": "x"}]}
    return Cause.model_validate(
        {
            "id": cause_id,
            "title": cause_id,
            "layer": layer,
            "stage": "compute",
            "explanation": "e",
            "remedy": "do this",
            "source": ({"title": "A guide of its own"},),
            "needs": ["events"],
            "over": over,
            "match": [{"sources": ["events"], "pattern": pattern} | rule],
            "examples": {"hit": [example, example], "miss": [example, example]},
        }
    )


def bundle(*texts: str, host: str | None = None, **changes: Any) -> Bundle:
    return Bundle.model_validate(
        {
            "id": "b",
            "operation": "live-migration",
            "evidence": [Evidence(source=Source.EVENTS, text=text, host=host) for text in texts],
            "source": "a",
            "destination": "b",
        }
        | changes
    )


def test_a_root_comes_before_a_symptom() -> None:
    taxonomy = Taxonomy((cause("root", "full"), cause("a-symptom", "no host", role="symptom")))
    verdict = classify(bundle("no host", "full"), taxonomy)
    assert verdict.cause == "root"
    assert verdict.alternatives == ()


def test_a_symptom_alone_is_what_there_is_to_say() -> None:
    assert classify(bundle("no host"), Taxonomy((cause("symptom", "no host", role="symptom"),))).cause == "symptom"


def test_a_cause_is_not_named_beside_one_that_explains_it() -> None:
    taxonomy = Taxonomy((cause("deep", "agent", over=("shallow",)), cause("shallow", "binding", layer="host")))
    verdict = classify(bundle("binding", "agent"), taxonomy)
    assert (verdict.cause, verdict.alternatives) == ("deep", ())


def test_one_rule_of_a_cause_may_explain_what_the_others_do_not() -> None:
    (plain,) = cause("deep", "agent").match
    (sure,) = cause("deep", "agent died").match
    rules = (sure.model_copy(update={"over": ("shallow",)}), plain)
    taxonomy = Taxonomy((cause("deep", "agent").model_copy(update={"match": rules}), cause("shallow", "binding", layer="host")))
    assert classify(bundle("binding", "agent died"), taxonomy).cause == "deep"
    assert classify(bundle("binding", "agent"), taxonomy).cause == "shallow"


def test_of_rules_that_count_the_same_the_first_one_of_the_file_is_believed() -> None:
    first, second = cause("x", "denied", detail="first"), cause("x", "denied for", detail="second")
    for rules, detail in ((first.match + second.match, "first"), (second.match + first.match, "second")):
        assert classify(bundle("denied for nova"), Taxonomy((first.model_copy(update={"match": rules}),))).detail == detail


def test_a_line_of_housekeeping_gives_way_to_any_other_root() -> None:
    taxonomy = Taxonomy((cause("root", "full"), cause("other", "refused", layer="host")))
    said = "ERROR nova.compute.manager [-] Error updating resources for node b: refused"
    assert classify(bundle(said, "full"), taxonomy).cause == "root"
    alone = classify(bundle(said), taxonomy)
    assert alone.cause == "other"
    assert kind_named(said, taxonomy) is Kind.SYMPTOM


def test_what_was_said_before_the_operation_gives_way_to_what_was_said_since() -> None:
    taxonomy = Taxonomy((cause("before", "refused", layer="host"), cause("since", "full")))
    both = bundle("refused", "full")
    before = both.evidence[0].model_copy(update={"earlier": True})
    assert classify(both, taxonomy).cause == "before"
    assert classify(both.model_copy(update={"evidence": (before, both.evidence[1])}), taxonomy).cause == "since"
    assert classify(both.model_copy(update={"evidence": (before,)}), taxonomy).cause == "before"


def test_a_condition_that_was_met_before_the_operation_counts_less() -> None:
    taxonomy = Taxonomy((cause("with", "refused", also=({"pattern": "lost"},), layer="host"), cause("without", "refused")))
    both = bundle("refused", "lost")
    before = both.evidence[1].model_copy(update={"earlier": True})
    assert classify(both, taxonomy).cause == "with"
    assert classify(both.model_copy(update={"evidence": (both.evidence[0], before)}), taxonomy).cause == "without"
    assert classify(both.model_copy(update={"evidence": (both.evidence[0], before, both.evidence[1])}), taxonomy).cause == "with"


def test_what_holds_for_some_operations_counts_less_where_the_operation_is_not_known() -> None:
    taxonomy = Taxonomy((cause("a-migration", "CPU", operations=("live-migration",), layer="host"), cause("start", "CPU")))
    assert classify(bundle("CPU", operation=""), taxonomy).cause == "start"
    assert classify(bundle("CPU"), taxonomy).cause == "a-migration"


def test_another_root_that_stands_is_told() -> None:
    taxonomy = Taxonomy((cause("one", "full", layer="host"), cause("two", "denied")))
    verdict = classify(bundle("full", "denied"), taxonomy)
    assert verdict.cause == "one"
    assert [other.cause for other in verdict.alternatives] == ["two"]


def kind_named(text: str, taxonomy: Taxonomy) -> Kind:
    """What the verdict on a text rests on."""
    (match,) = holding_for(bundle(text), taxonomy)
    return kind_of(match, ())


def test_of_two_equally_sure_the_deeper_layer_is_to_blame() -> None:
    taxonomy = Taxonomy((cause("a-shallow", "x", layer="control-plane"), cause("z-deep", "y", layer="host")))
    assert classify(bundle("x", "y"), taxonomy).cause == "z-deep"


def test_a_line_that_the_exception_covers_does_not_count() -> None:
    taxonomy = Taxonomy((cause("full", "No space left", unless="inotify"),))
    assert classify(bundle("inotify: No space left"), taxonomy).cause in HONEST
    assert classify(bundle("inotify: No space left\ndisk: No space left"), taxonomy).cause == "full"


def test_a_rule_holds_for_its_operations_only() -> None:
    taxonomy = Taxonomy((cause("cpu", "CPU", operations=["live-migration"]),))
    assert classify(bundle("CPU"), taxonomy).cause == "cpu"
    assert classify(bundle("CPU", operation="boot"), taxonomy).cause in HONEST


def test_a_condition_must_be_seen_on_the_host_that_is_blamed() -> None:
    also = [{"sources": ["agents"], "pattern": "dead"}]
    taxonomy = Taxonomy((cause("agent", "timeout", also=also, blame="destination", detail="down"),))
    dead = {host: Evidence(source=Source.AGENTS, text="dead", host=host) for host in ("a", "b")}
    timeout = Evidence(source=Source.EVENTS, text="timeout")
    assert classify(bundle(evidence=[timeout, dead["a"]]), taxonomy).cause in HONEST
    verdict = classify(bundle(evidence=[timeout, dead["b"]]), taxonomy)
    assert (verdict.cause, verdict.detail, verdict.host) == ("agent", "down", "b")
    assert [quote.line for quote in verdict.quotes] == ["dead", "timeout"]


def test_a_condition_may_hold_anywhere() -> None:
    taxonomy = Taxonomy((cause("x", "timeout", also=[{"sources": ["agents"], "pattern": "dead", "anywhere": True}]),))
    elsewhere = Evidence(source=Source.AGENTS, text="dead", host="c")
    assert classify(bundle(evidence=[Evidence(source=Source.EVENTS, text="timeout", host="a"), elsewhere]), taxonomy).cause == "x"


@pytest.mark.parametrize(
    ("blame", "host", "side"),
    [
        ("speaker", "a", Side.SOURCE),
        ("source", "a", Side.SOURCE),
        ("destination", "b", Side.DESTINATION),
        ("both", None, Side.BOTH),
        ("control-plane", None, Side.CONTROL_PLANE),
    ],
)
def test_whom_a_rule_blames(blame: str, host: str | None, side: Side) -> None:
    verdict = classify(bundle("boom", host="a"), Taxonomy((cause("x", "boom", blame=blame),)))
    assert (verdict.host, verdict.side) == (host, side)


def test_a_line_may_name_detail_and_host() -> None:
    taxonomy = Taxonomy((cause("x", r"service of (?P<host>\S+) lacks (?P<detail>\w+)"),))
    verdict = classify(bundle("service of b lacks time"), taxonomy)
    assert (verdict.host, verdict.side, verdict.detail) == ("b", Side.DESTINATION, "time")


def test_the_verdict_quotes_and_advises() -> None:
    verdict = classify(bundle("before\n  boom at last  \nafter", host="a"), Taxonomy((cause("x", "boom"),)))
    assert [(quote.source, quote.line, quote.host) for quote in verdict.quotes] == [(Source.EVENTS, "boom at last", "a")]
    assert verdict.remedy == "do this"
    assert verdict.stage is Stage.COMPUTE


def test_complete_evidence_that_matches_nothing_is_unclassified() -> None:
    assert classify(bundle("ERROR: nobody has seen this before"), Taxonomy((cause("x", "boom"),))).cause == "unclassified"


def test_missing_evidence_that_a_cause_needs_is_said_to_be_missing() -> None:
    gap = Gap(source=Source.EVENTS, host="b", why="not read within 75 s")
    verdict = classify(bundle("ERROR: nobody has seen this before", gaps=[gap]), Taxonomy((cause("x", "boom"),)))
    assert (verdict.cause, verdict.detail) == ("insufficient-evidence", "events on b: not read within 75 s")


def test_missing_evidence_that_no_cause_needs_is_no_matter() -> None:
    gap = Gap(source=Source.CONSOLE, why="not read")
    assert classify(bundle("ERROR: nobody has seen this before", gaps=[gap]), Taxonomy((cause("x", "boom"),))).cause == "unclassified"


def test_no_evidence_at_all_is_insufficient() -> None:
    assert classify(bundle(), Taxonomy((cause("x", "boom"),))).cause == "insufficient-evidence"


@pytest.mark.parametrize("text", ["\udc80 boom", "\x00\x01boom\xff", "x" * 100_000 + "\nboom", '{"log": "first\\nboom\\nlast'])
def test_broken_text_is_matched_as_far_as_it_can_be(text: str) -> None:
    assert classify(bundle(text), Taxonomy((cause("x", "boom"),))).cause == "x"


def test_a_rule_does_not_hold_where_something_else_was_seen() -> None:
    unless = [{"sources": ["events"], "pattern": "re-scheduled", "anywhere": True}]
    taxonomy = Taxonomy((cause("none-fits", "no host", unless_seen=unless),))
    assert classify(bundle("no host"), taxonomy).cause == "none-fits"
    assert classify(bundle("no host", "was re-scheduled"), taxonomy).cause != "none-fits"


def test_a_rule_may_hold_for_all_operations_but_some() -> None:
    taxonomy = Taxonomy((cause("cpu", "CPU", except_operations=["live-migration"]),))
    assert classify(bundle("CPU"), taxonomy).cause in HONEST
    assert classify(bundle("CPU", operation="boot"), taxonomy).cause == "cpu"


@pytest.mark.parametrize("operation", ["", "unknown", "something new"])
def test_where_the_operation_is_not_known_every_rule_may_hold(operation: str) -> None:
    limited = cause("cpu", "CPU", operations=["live-migration"], except_operations=["boot"])
    assert classify(bundle("CPU", operation=operation), Taxonomy((limited,))).cause == "cpu"


def test_of_two_rules_the_one_at_home_decides() -> None:
    guest = cause("a-guest", "x")
    elsewhere = guest.match[0].model_copy(update={"sources": (Source.NOVA_COMPUTE,)})
    taxonomy = Taxonomy((guest.model_copy(update={"match": (elsewhere,)}), cause("b-home", "x")))
    verdict = classify(bundle("x"), taxonomy)
    assert verdict.cause == "b-home"
    assert [other.cause for other in verdict.alternatives] == ["a-guest"]


def test_a_wrapped_line_gives_way_to_one_that_stands_so() -> None:
    taxonomy = Taxonomy((cause("wrapped", "not enough hosts available", layer="host"), cause("plain", "nobody left")))
    text = "NoValidHost: No valid host was found. There are not enough"
    assert classify(bundle(f"{text} hosts available", "nobody left"), taxonomy).cause == "wrapped"
    assert classify(bundle(f"{text}\nhosts available", "nobody left"), taxonomy).cause == "plain"
    assert classify(bundle(f"{text}\nhosts available"), taxonomy).cause == "wrapped"


def test_detail_is_taken_from_another_line_of_the_same_cause() -> None:
    first, second = cause("x", "denied"), cause("x", r"profile=(?P<detail>\w+)")
    taxonomy = Taxonomy((first.model_copy(update={"match": (*first.match, *second.match)}),))
    assert classify(bundle("denied", "profile=svirt"), taxonomy).detail == "svirt"


def test_the_side_is_told_even_where_no_host_is_known() -> None:
    nowhere = {"source": None, "destination": None}
    taxonomy = Taxonomy((cause("x", "boom"),))
    told = Evidence(source=Source.EVENTS, text="boom", side=Side.DESTINATION)
    assert classify(bundle(evidence=[told], **nowhere), taxonomy).side is Side.DESTINATION
    blamed = Taxonomy((cause("x", "boom", blame="source"),))
    assert classify(bundle("boom", **nowhere), blamed).side is Side.SOURCE


def test_an_exception_seen_many_times_does_not_hide_the_line_that_counts() -> None:
    taxonomy = Taxonomy((cause("full", "No space left", unless="inotify"),))
    noise = "\n".join(f"10:00:{second:02} inotify {second * 4096}: No space left" for second in range(60))
    assert classify(bundle(f"{noise}\ndisk: No space left"), taxonomy).cause == "full"
