"""A comparison in words."""

from typing import Any

from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.told import comparison_lines, conclusion, escaped, markdown
from conformance.report.run_file import TestRecord
from selftests.report.compare.runs import failed, record, run


def moved(name: str, *, bad: bool) -> TestRecord:
    source, destination = name.split(" to ")
    about: dict[str, Any] = {"kind": OperationKind.LIVE_MIGRATION, "pair": HostPair(source=source, destination=destination)}
    return failed(name, "hypervisor-down", "c", **about) if bad else record(name, **about)


def two_nights() -> Comparison:
    names = ("a to c", "b to c", "a to b")
    before = run(
        *(moved(name, bad=False) for name in names), name="monday", host_versions={"nova": {"a": "33", "c": "33"}}, versions={"nova": "33"}
    )
    after = run(
        *(moved(name, bad=name.endswith("c")) for name in names),
        name="tuesday",
        host_versions={"nova": {"a": "33", "c": "34"}},
        versions={"nova": "33 (a), 34 (c)"},
    )
    return compare(before, after)


def test_the_conclusion_is_one_line() -> None:
    assert conclusion(two_nights()) == "regression against monday: 2 regressed, 1 pass as before"


def test_failures_that_are_alike_share_a_line_beside_the_version_that_changed() -> None:
    assert list(comparison_lines(two_nights()))[1:] == [
        "version changed: nova 33 -> 34 on 1 of 2 hosts (c)",
        "regressed: live migration a to c, live migration b to c: hypervisor-down on c, was passed",
    ]


def test_markdown_has_a_row_for_each_test() -> None:
    text = markdown(two_nights())
    assert text.startswith("## Regression\n")
    assert "| nova | 33 | 34 | c \\(1 of 2\\) |" in text
    assert "| live migration a to c | passed | hypervisor-down on c |" in text


def test_what_is_not_comparable_says_why_and_no_more() -> None:
    found = compare(run(record("t"), name="monday"), run(record("t"), cloud="prod"))
    assert list(comparison_lines(found)) == ["not comparable with monday: the baseline is of cloud lab, this run of prod"]
    assert markdown(found).startswith("## Not comparable\n")


def test_a_text_from_outside_makes_no_markup() -> None:
    hostile = "<img src=x onerror=alert(1)> [x](http://evil) |a|\n# b `c` @all ![](http://evil)"
    shown = escaped(hostile)
    assert not {"<", ">", "\n", "@"} & set(shown)
    assert "://" not in shown
    assert all(
        shown[place - 1] == "\\"
        for place, sign in enumerate(shown)
        if sign in "[]()`|!#" and shown[place : place + 4] != "#64;" and shown[place : place + 4] != "#47;"
    )
