"""The page as text: what it holds whatever it is told, and how large it is."""

import json
import random
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from conformance.model.hosts import HostPair
from conformance.model.verdict import Verdict
from conformance.report.first_page.content.page_content import page_content
from conformance.report.first_page.drawing.heatmap import SIGNS
from conformance.report.first_page.page import page
from conformance.report.first_page.writing import FILE, first_page
from conformance.report.run_file import RunFile, TestOutcome
from selftests.report.compare.runs import record
from selftests.report.compare.runs import run as small_run
from selftests.report.first_page.builder import run_of, write_run

LARGEST = 3_000_000

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% include 'x' %}",
    "<!--<script>",
    "\u202egnp.exe\x1b[31m\x00",
    "]]></svg><svg onload=alert(1)>",
    "\\u003c/script\\u003e",
)

ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article", "figure", "figcaption"),
    *("h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "a", "span", "b", "strong", "code", "pre", "br", "div", "script"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "svg", "g", "path", "rect", "text", "line"),
}


class Seen(HTMLParser):
    """Elements, attributes, addresses and scripts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policy = ""
        self.text = ""
        self._in: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        named = dict(attrs)
        self.attributes |= set(named)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "data", "poster", "srcset"}]
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"] or ""
        self._in = {"script": self.scripts, "style": self.styles}.get(tag)
        if self._in is not None:
            self._in.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in = None

    def handle_data(self, data: str) -> None:
        if self._in is not None:
            self._in[-1] += data
        else:
            self.text += data


def made(run: RunFile, links: Mapping[str, str] | None = None) -> str:
    return page(page_content(run, None, {}), links or {}, "report.html" if links else None, ["run.json"])


def links_of(run: RunFile) -> dict[str, str]:
    return {test.id: sha256(test.id.encode()).hexdigest()[:32] for test in run.tests}


def data_of(seen: Seen) -> dict[str, object]:
    found = json.loads(seen.scripts[0])
    assert isinstance(found, dict)
    return found


def hostile() -> RunFile:
    """Every text that comes from outside is one that would be mark-up, a script or a template."""
    run = run_of(10)
    texts = iter(HOSTILE * 10_000)
    names = {host: f"{next(texts)}{number}" for number, host in enumerate(run.hosts)}

    def tests() -> Iterator[object]:
        for test in run.tests:
            verdict = test.verdict and test.verdict.model_copy(
                update={name: next(texts) for name in ("cause", "title", "remedy", "detail", "fingerprint", "host")}
                | {"quotes": tuple(quote.model_copy(update={"line": next(texts), "host": next(texts)}) for quote in test.verdict.quotes)}
            )
            pair = test.pair and HostPair(source=names[test.pair.source], destination=names[test.pair.destination])
            more = {name: next(texts) for name in ("id", "claim", "reason", "seen", "expected", "where", "leads_to")}
            more["id"] += str(len(more["id"])) + test.id
            yield test.model_copy(update=more | {"verdict": verdict, "pair": pair, "host": names[test.host] if test.host else None})

    assert run.known_issues is not None
    entries = tuple(
        entry.model_copy(
            update={"issue": entry.issue.model_copy(update={"reason": next(texts), "owner": next(texts), "link": next(texts)})}
        )
        for entry in run.known_issues.entries
    )
    more = dict.fromkeys(("run", "cloud", "profile", "resumed"), HOSTILE[0]) | {"versions": {HOSTILE[1]: HOSTILE[0]}}
    issues = run.known_issues.model_copy(update={"entries": entries, "file": HOSTILE[1]})
    return run.model_copy(update=more | {"hosts": tuple(names.values()), "tests": tuple(tests()), "known_issues": issues})


def test_texts_from_outside_are_texts_in_the_page() -> None:
    run = hostile()
    seen = Seen(made(run, links_of(run)))
    assert seen.elements <= ELEMENTS
    assert [name for name in seen.attributes if name.startswith("on") or name in {"style", "srcdoc"}] == []
    assert len(seen.scripts) == 2
    assert len(seen.styles) == 1
    expected = re.compile(r"#[a-z]+|report\.html(?:#[0-9a-f]{32})?|run\.json")
    assert [address for address in seen.addresses if not expected.fullmatch(address)] == []
    assert "<script>alert(1)</script>" in seen.text
    assert "{{ 7 * 7 }}" in seen.text
    for character in "\u202e\x1b\x00":
        assert character not in seen.text + seen.scripts[0]


def test_what_is_embedded_for_the_script_cannot_end_it() -> None:
    run = hostile()
    seen = Seen(made(run))
    assert not set("<>&\u2028\u2029") & set(seen.scripts[0])
    maps = data_of(seen)["maps"]
    assert isinstance(maps, list)
    assert "</script><script>alert(1)</script>0" in maps[0]["hosts"]


def test_the_policy_names_the_one_script_and_the_one_style() -> None:
    seen = Seen(made(run_of(3)))
    assert "default-src 'none'" in seen.policy
    assert "unsafe" not in seen.policy
    assert "http" not in seen.policy
    assert seen.policy.count("sha256-") == 2


def test_a_secret_that_an_api_told_is_not_in_the_page() -> None:
    url = "rabbit://nova:hunter2secret@10.0.0.5:5672/"
    run = small_run(record("t", TestOutcome.BROKEN, reason=f"no answer from {url}"))
    assert "hunter2secret" not in made(run)
    assert "no answer from" in made(run)


def test_each_outcome_but_the_usual_one_has_a_sign_of_its_own() -> None:
    """Not by colour alone."""
    outcomes = {*TestOutcome, "known"} - {TestOutcome.PASSED}
    assert set(SIGNS) == outcomes
    assert len(set(SIGNS.values())) == len(outcomes)


@pytest.fixture(scope="module")
def hundred() -> RunFile:
    return run_of(100)


@pytest.fixture(scope="module")
def page_of_hundred(hundred: RunFile) -> str:
    return made(hundred, links_of(hundred))


def test_a_page_of_a_hundred_hosts_is_small(page_of_hundred: str) -> None:
    assert len(page_of_hundred.encode()) <= LARGEST
    seen = Seen(page_of_hundred)
    maps = data_of(seen)["maps"]
    assert isinstance(maps, list)
    assert [len(one["ended"]) for one in maps] == [10_000, 10_000]


def test_it_is_small_where_every_other_pair_fails_too(hundred: RunFile) -> None:
    chance = random.Random(1)
    verdict = Verdict(cause="disk-full", title="t", host="compute-001")
    half = tuple(
        test.model_copy(update={"outcome": TestOutcome.FAILED, "verdict": verdict}) if test.pair and chance.random() < 0.5 else test
        for test in hundred.tests
    )
    run = hundred.model_copy(update={"tests": half})
    assert len(made(run, links_of(run)).encode()) <= LARGEST


def test_names_of_many_hosts_do_not_overlap(page_of_hundred: str) -> None:
    text = page_of_hundred
    svg = text[text.index("<svg xmlns") : text.index("</svg>", text.index("<svg xmlns"))]
    places = sorted(float(found) for found in re.findall(r'translate\(-6,([\d.]+)\)"[^>]*>compute', svg))
    assert len(places) > 15
    assert min(after - before for before, after in pairwise(places)) >= 11


def test_it_is_written_with_links_where_there_is_a_report(tmp_path: Path) -> None:
    run_dir = tmp_path / "reports" / "run"
    write_run(run_of(3), run_dir)
    assert first_page(run_of(3), run_dir) == (run_dir / FILE, None)
    assert "report.html" not in (run_dir / FILE).read_text()
    (run_dir / "report.html").write_text("")
    first_page(run_of(3), run_dir)
    seen = Seen((run_dir / FILE).read_text())
    assert any(re.fullmatch(r"report\.html#[0-9a-f]{32}", address) for address in seen.addresses)
    assert "5 regressed" in seen.text


def test_damaged_files_beside_it_take_nothing_but_what_they_hold(tmp_path: Path) -> None:
    run_dir = tmp_path / "reports" / "run"
    write_run(run_of(3), run_dir)
    (run_dir / "report.html").write_text("")
    (run_dir / "comparison.json").write_text("{")
    (run_dir / "allure-results" / "x-result.json").write_text("[" * 100_000)
    (run_dir / "allure-results" / "y-result.json").write_text('{"uuid": 1, "name": [], "titlePath": [2]}')
    assert first_page(run_of(3), run_dir) == (run_dir / FILE, None)
    assert "Changes since" not in (run_dir / FILE).read_text()


def test_a_page_that_cannot_be_written_is_no_trouble_of_the_run(tmp_path: Path) -> None:
    run_dir = tmp_path / "reports" / "run"
    write_run(run_of(3), run_dir, results=False)
    (run_dir / FILE).mkdir()
    made_page, trouble = first_page(run_of(3), run_dir)
    assert made_page is None
    assert trouble is not None
    assert trouble.startswith("no first page: ")
