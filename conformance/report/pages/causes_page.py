"""docs/causes.md, generated from the cause files."""

from collections.abc import Iterable, Iterator

from conformance.diagnosis.taxonomy.cause import Cause, Layer
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

_HEAD = f"""\
# Causes

Generated from `conformance/diagnosis/causes/` by `conformance docs`; do not edit. A verdict names one of these, the layer to
blame first, or says honestly that it cannot: `{UNCLASSIFIED}` (the evidence is complete and matches none) or
`{INSUFFICIENT_EVIDENCE}` (what could have shown the cause was not read).
"""


def causes_page(taxonomy: Taxonomy) -> str:
    """The page: all causes by layer, a section for each, and which source describes which."""
    sections = (line for cause in taxonomy.causes for line in _section(cause))
    return "\n".join([_HEAD, *_overview(taxonomy), *sections, *_sources(taxonomy)])


def _overview(taxonomy: Taxonomy) -> Iterator[str]:
    yield "| layer | cause | what is wrong |"
    yield "|---|---|---|"
    for layer in reversed(Layer):
        for cause in taxonomy.causes:
            if cause.layer is layer:
                yield f"| {layer} | [{cause.id}](#{cause.id}) | {cause.title} |"
    yield ""


def _section(cause: Cause) -> Iterator[str]:
    yield f"## {cause.id}\n"
    yield f"**{cause.title}** (layer {cause.layer}, stage {cause.stage})\n"
    yield f"{cause.explanation}\n"
    yield "What to do:\n"
    yield f"```\n{cause.remedy.rstrip()}\n```\n"
    yield f"Read from: {', '.join(cause.needs)}."
    if cause.over:
        yield f"Explains: {_linked(cause.over)}."
    yield ""
    yield "Sources:\n"
    for reference in cause.source:
        yield f"- {reference.markdown}"
    yield ""


def _sources(taxonomy: Taxonomy) -> Iterator[str]:
    yield "## Sources\n"
    yield "| source | causes |"
    yield "|---|---|"
    sources = {reference for cause in taxonomy.causes for reference in cause.source}
    for reference in sorted(sources, key=lambda each: each.title):
        yield f"| {reference.markdown} | {_linked(cause.id for cause in taxonomy.causes if reference in cause.source)} |"
    yield ""


def _linked(causes: Iterable[str]) -> str:
    return ", ".join(f"[{cause}](#{cause})" for cause in causes)
