"""A site's file of known issues, from its own repository: read within limits, and refused as a whole where an entry of it is wrong."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from conformance.input.complaints import complaint, deepest, did_you_mean
from conformance.input.files import MIB, UnreadableFile, exists, read_bytes
from conformance.input.names import shown
from conformance.input.unforeseen import reads
from conformance.input.yaml_file import Key, line_of, read_yaml_list, tree_of
from conformance.input.yaml_limits import YamlLimits
from conformance.known_issues.entry import Entry, as_mapping
from conformance.known_issues.issue import KnownIssue, KnownIssues
from conformance.model.errors import UsageProblem
from conformance.text.writing import json_text

FILE = "known-issues.json"

LIMITS = YamlLimits(size=MIB, values=50_000)
"""What a file may hold at most."""

MOST = 1000
"""Entries of a file: who knows of more has a cloud that is not tested by pairs."""

_WHAT = "known issues"

_LARGEST_KEPT = 8 * MIB
"""Bytes of what a run has kept: as JSON, and with control characters written out, entries take more than in the file."""

_MOST_COMPLAINTS = 3

_LONGEST_KEY = 100
"""Characters of a key that are shown."""


@reads(_WHAT)
def read_known_issues(path: Path, causes: Collection[str], day: date) -> KnownIssues:
    """The entries of a file.

    :param causes: the ids of the documented causes
    :param day: on which the run begins (UTC)
    :raises UsageProblem: it cannot be read, is no list, has too many entries, or one is wrong: one line with file, line, entry and key
    """
    content = read_yaml_list(path, _WHAT, limits=LIMITS)
    if len(content) > MOST:
        raise UsageProblem(f"{_WHAT} {path}: there are {len(content):,} entries, and {MOST:,} is the limit")
    issues: list[KnownIssue] = []
    first: dict[str, int] = {}
    for number, raw in enumerate(content, 1):
        try:
            issue = Entry.model_validate(as_mapping(raw)).issue()
        except ValidationError as error:
            errors = deepest(error.errors(include_url=False))
            raise _refused(path, number, [complaint(details, Entry) for details in errors]) from error
        if issue.cause and issue.cause not in causes:
            unknown = f"there is no such cause as {shown(issue.cause)} (docs/causes.md has all){did_you_mean(issue.cause, sorted(causes))}"
            raise _refused(path, number, [(("cause",), unknown)])
        if issue.sought in first:
            raise _refused(path, number, [((), f"matches the same as entry {first[issue.sought]}: keep one of them")])
        first[issue.sought] = number
        issues.append(issue)
    return KnownIssues(file=str(path), day=day, issues=tuple(issues))


def keep_known_issues(run_dir: Path, issues: KnownIssues | None) -> None:
    """Write down what a run was given, for a run that goes on with it. :raises OSError: it cannot be written"""
    if issues is not None:
        (run_dir / FILE).write_text(json_text(issues.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")


def kept_known_issues(run_dir: Path, day: date) -> KnownIssues | None:
    """What an earlier run was given; None: nothing.

    :param day: on which the run that goes on with it begins (UTC)
    :raises UsageProblem: it cannot be read
    """
    path = run_dir / FILE
    if not exists(path):
        return None
    try:
        kept = KnownIssues.model_validate_json(read_bytes(path, _LARGEST_KEPT))
    except (UnreadableFile, ValueError) as trouble:
        why = trouble.why if isinstance(trouble, UnreadableFile) else "it is not what a run of this release keeps"
        raise UsageProblem(f"{path}: {why}. Give the file with --known-issues") from trouble
    return kept.model_copy(update={"day": day})


def _refused(path: Path, number: int, complaints: list[tuple[Key, str]]) -> UsageProblem:
    """The complaints about an entry in one line, with its number and the line of its first wrong key, or else of the entry."""
    tree = tree_of(path, _WHAT, LIMITS)
    key = complaints[0][0]
    lines = (line_of(tree, (number - 1, *key[:length])) for length in range(len(key), -1, -1))
    line = next((found for found in lines if found is not None), None)
    more = f"; and {len(complaints) - _MOST_COMPLAINTS} more" if len(complaints) > _MOST_COMPLAINTS else ""
    said = "; ".join(_said(complaints[:_MOST_COMPLAINTS]))
    return UsageProblem(f"{_WHAT} {path}{f':{line}' if line else ''}: entry {number}: {said}{more}")


def _said(complaints: list[tuple[Key, str]]) -> Iterator[str]:
    for key, text in complaints:
        dotted = " ".join(".".join(str(part) for part in key).split())
        shown_key = dotted if len(dotted) <= _LONGEST_KEY else f"{dotted[:_LONGEST_KEY]}..."
        yield f"{shown_key}: {text}" if shown_key else text
