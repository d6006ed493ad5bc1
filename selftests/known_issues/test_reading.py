"""A file of known issues is taken as a whole, or refused in one line that says which entry and key is wrong."""

import os
from datetime import date
from pathlib import Path

import pytest

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.known_issues.issue import KnownIssues
from conformance.known_issues.reading import FILE, keep_known_issues, kept_known_issues, read_known_issues
from conformance.model.errors import UsageProblem
from conformance.model.operation import SPECS

TODAY = date(2026, 6, 15)
CAUSES = {"disk-full", "kvm-unavailable"}

GOOD = """\
- cause: disk-full
  reason: a bigger disk comes in July
  owner: storage@example.org
  expires: 2026-07-31
"""


def read(path: Path, text: str | bytes) -> KnownIssues:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_known_issues(path, CAUSES, TODAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "known.yaml"


def test_the_example_in_docs_is_one(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "docs" / "known-issues.example.yaml"
    found = read_known_issues(example, {cause.id for cause in load_taxonomy().causes}, TODAY)
    assert len(found.issues) == 3


@pytest.mark.parametrize("text", ["", "# none\n", "[]\n", "---\n"])
def test_a_file_may_have_no_entries(file: Path, text: str) -> None:
    assert read(file, text).issues == ()


def test_values_are_the_texts_that_stand_there(file: Path) -> None:
    (issue,) = read(file, "- {fingerprint: 01234567, reason: no, owner: 12, expires: 2026-07-31, stale_after: 3}\n").issues
    assert (issue.fingerprint, issue.reason, issue.owner, issue.expires, issue.stale_after) == (
        "01234567",
        "no",
        "12",
        date(2026, 7, 31),
        3,
    )


def test_entries_may_share_what_they_have_in_common(file: Path) -> None:
    text = "- &disk {cause: disk-full, hosts: [a], reason: r, owner: o, expires: 2026-07-31}\n- {<<: *disk, hosts: [b]}\n"
    assert [issue.hosts for issue in read(file, text).issues] == [("a",), ("b",)]


ALL = "cause, fingerprint, operation, hosts, pair, reason, owner, expires, link, stale_after"

REFUSED = {
    GOOD + "  ownr: me\n": f":5: entry 1: ownr: unknown key - did you mean 'owner'? (allowed: {ALL})",
    GOOD + GOOD.replace("disk-full", "disk-ful"): ":5: entry 2: cause: there is no such cause as 'disk-ful' (docs/causes.md has all) - "
    "did you mean 'disk-full'?",
    GOOD.replace("disk-full", "unclassified"): ":1: entry 1: cause: unclassified is no cause, but the lack of one: give the fingerprint of "
    "the failure instead",
    GOOD.replace("disk-full", "insufficient-evidence"): ":1: entry 1: cause: insufficient-evidence is no cause: nobody knows what such "
    "failures have in common, so none of them can be known",
    GOOD.replace("2026-07-31", "2026-02-30"): ":4: entry 1: expires: must be a date, YYYY-MM-DD, not '2026-02-30'",
    GOOD.replace("2026-07-31", "31.07.2026"): ":4: entry 1: expires: must be a date, YYYY-MM-DD, not '31.07.2026'",
    GOOD.replace("2026-07-31", "2026-07-31 10:00:00"): ":4: entry 1: expires: must be a date, YYYY-MM-DD, not '2026-07-31 10:00:00'",
    GOOD.replace("  owner: storage@example.org\n", ""): ":1: entry 1: owner: is missing, and has no default",
    GOOD.replace("storage@example.org", ""): ":3: entry 1: owner: must be text that is not empty, not ''",
    GOOD + "  fingerprint: 01234567\n": ":1: entry 1: cause, fingerprint: give one of them, not both",
    GOOD.replace("cause: disk-full", "hosts: [a]"): ":1: entry 1: cause: is missing: give a documented cause, or the fingerprint of an "
    "unclassified failure",
    GOOD.replace(
        "cause: disk-full", "fingerprint: 1234"
    ): ":1: entry 1: fingerprint: must be the 8 hexadecimal digits that an unclassified failure is shown with, not '1234'",
    GOOD + "  hosts: [a]\n  pair: a to b\n": ":1: entry 1: hosts, pair: give one of them, not both",
    GOOD + "  hosts: a\n": ":5: entry 1: hosts: must be a list, not 'a'",
    GOOD + "  hosts: []\n": ":5: entry 1: hosts: must be a list that is not empty, not []",
    GOOD + "  hosts: [a, zone=b]\n": ":5: entry 1: hosts.1: must be the name of a compute host, or a shell pattern of names, not 'zone=b'",
    GOOD
    + "  pair: a-to-b\n": ":5: entry 1: pair: must be SOURCE to DESTINATION, two names or shell patterns of compute hosts, not 'a-to-b'",
    GOOD + "  pair: a to b\n  operation: boot\n": ":1: entry 1: pair: boot is tested on hosts, not over pairs: give hosts instead",
    GOOD + "  operation: live_migration\n": f":5: entry 1: operation: must be one of {', '.join(SPECS)}, "
    "not 'live_migration' - did you mean 'live-migration'?",
    GOOD + "  link: javascript:alert(1)\n": ":5: entry 1: link: must be an address that begins with http:// or https://, not "
    "'javascript:alert(1)'",
    GOOD + "  link: http://[::1\n": ":5: entry 1: link: must be an address that begins with http:// or https://, not 'http://[::1'",
    GOOD + "  stale_after: 0\n": ":5: entry 1: stale_after: must be a number of runs from 1 to 100, not '0'",
    GOOD + "  stale_after: never\n": ":5: entry 1: stale_after: must be a number of runs from 1 to 100, not 'never'",
    GOOD + GOOD: ":5: entry 2: matches the same as entry 1: keep one of them",
    GOOD + "  owner: me\n": ":5: key 'owner' is given twice, first on line 3",
    "- text\n": ":1: entry 1: must be a mapping of `key: value`, not 'text'",
    "- {cause: []}\n": ":1: entry 1: cause: must be text, not []; reason: is missing, and has no default; owner: is missing, and has no "
    "default; and 1 more",
    "cause: disk-full\n": ": must hold a list, of which each entry begins with `- `, not a mapping",
    "disk-full\n": ": must hold a list, of which each entry begins with `- `, not a text",
    "- {a: [\n": ":2: did not find expected node content",
    "a: \0": ": this is not a text file (it has a NUL byte)",
    GOOD * 1001: ": there are 1,001 entries, and 1,000 is the limit",
    "#" * (1 << 20) + "\n": ": it has more than 1 MiB, which is the limit",
    "[" * 200: ":1: lists and mappings are nested more than 100 deep, which is the limit",
    GOOD.replace(
        "a bigger disk comes in July", "x" * 2001
    ): f":2: entry 1: reason: must be text of at most 2,000 characters, not '{'x' * 59}...",
    GOOD + '  "a\\nb\\e": c\n': f":5: entry 1: a b\\x1b: unknown key (allowed: {ALL})",
}


@pytest.mark.parametrize("text", REFUSED, ids=[said[:60] for said in REFUSED.values()])
def test_what_is_wrong_is_one_line_with_file_entry_and_key(file: Path, text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        read(file, text)
    assert str(caught.value) == f"known issues {file}{REFUSED[text]}"


def test_what_is_no_file_is_told_without_waiting(file: Path) -> None:
    with pytest.raises(UsageProblem, match=r"known\.yaml: there is no such file$"):
        read_known_issues(file, CAUSES, TODAY)
    os.mkfifo(file)
    with pytest.raises(UsageProblem, match=r"known\.yaml: this is a named pipe, not a file$"):
        read_known_issues(file, CAUSES, TODAY)


def test_what_a_run_was_given_is_kept_for_the_run_that_goes_on(tmp_path: Path, file: Path) -> None:
    known = read(file, GOOD + "  link: https://user:hunter2@tracker.example.org/1\n")
    keep_known_issues(tmp_path, known)
    assert "hunter2" not in (tmp_path / FILE).read_text()
    later = kept_known_issues(tmp_path, date(2027, 1, 1))
    assert later is not None
    assert [issue.sought for issue in later.issues] == ["disk-full"]
    assert [number for number, _ in later.expired()] == [1]


def test_a_run_that_was_given_none_keeps_none(tmp_path: Path) -> None:
    keep_known_issues(tmp_path, None)
    assert kept_known_issues(tmp_path, TODAY) is None


@pytest.mark.parametrize("text", ["", "[]", '{"file": 1}', "[" * 100_000, "\udcff"])
def test_what_was_kept_and_is_damaged_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageProblem, match=r"known-issues\.json: it is not what a run of this release keeps\. Give the file with --known-"):
        kept_known_issues(tmp_path, TODAY)
