"""docs/invariants.md, generated from the invariants' own files."""

from collections.abc import Iterator

from conformance.checks.invariants import Invariant, registry
from conformance.model.invariant import Scope

_HEAD = """\
# Invariants

Generated from `conformance/checks/invariants/` by `conformance docs`; do not edit. Each is a test of its own: of every compute host
(`suites/hosts`), or of the cloud as a whole (`suites/cloud`). They create nothing: `pytest suites --os-cloud NAME --profile NAME
--no-disruption` runs them alone. What is violated leads to the cause that is named; where operations are named too, pairs of hosts are
predicted to fail in them before anything is moved.
"""

_TITLES = {Scope.HOST: "Of every compute host", Scope.CLOUD: "Of the cloud"}


def invariants_page() -> str:
    """The page: a table for each scope, then a section for each invariant."""
    lines = [_HEAD]
    for scope in Scope:
        lines += [f"## {_TITLES[scope]}\n", "| invariant | subject | what holds | leads to |", "|---|---|---|---|"]
        lines += [_row(one) for one in registry() if one.scope is scope]
        lines.append("")
    return "\n".join([*lines, *(line for one in registry() for line in _section(one))])


def _row(one: Invariant) -> str:
    return f"| [{one.id}](#{one.id}) | {one.subject.replace('_', ' ')} | {one.title} | {_cause(one)} |"


def _section(one: Invariant) -> Iterator[str]:
    about = one.about
    yield f"## {one.id}\n"
    yield f"**{one.title}.** {one.claim}\n"
    yield f"- Why: {about.why}"
    yield f"- Remedy: {about.remedy}"
    yield f"- Leads to: {_cause(one) or 'no failure of an operation by itself'}"
    if about.stops:
        yield f"- Predicted to fail: {', '.join(about.stops)}{_where(one)}"
    yield f"- Practice: {about.practice}"
    yield f"- Source: {'; '.join(reference.markdown for reference in about.source)}\n"


def _cause(one: Invariant) -> str:
    return f"[{one.about.cause}](causes.md#{one.about.cause})" if one.about.cause else ""


def _where(one: Invariant) -> str:
    return ", from one host to the other" if one.kind == "check_pair" else f" (the host is the {one.about.side} of them)"
