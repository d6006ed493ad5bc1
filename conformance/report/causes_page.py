"""docs/causes.md, generated from the cause files."""

from collections.abc import Iterable, Iterator

from conformance.classify.cause import Cause, Layer
from conformance.classify.documents import Document, Kind, Saying, load_documents
from conformance.classify.taxonomy import Taxonomy
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

_HEAD = f"""\
# Causes

Generated from `conformance/causes/` by `conformance docs`; do not edit. A verdict names one of these, the layer to blame first, or says
honestly that it cannot: `{UNCLASSIFIED}` (the evidence is complete and matches none) or `{INSUFFICIENT_EVIDENCE}` (what could have shown
the cause was not read).
"""

_MAPPING = """\
## What the documents say, and where it is

From `conformance/causes/seeds.yaml`: every cause, symptom, diagnostic step and remedy of the documents that this suite was specified
by, with the verdict that names it, the evidence that is read for it, and the invariants that claim it of every host beforehand.
"""


_TITLES = {Kind.CAUSE: "causes", Kind.SYMPTOM: "symptoms", Kind.STEP: "diagnostic steps", Kind.REMEDY: "remedies and prevention"}


def causes_page(taxonomy: Taxonomy) -> str:
    """The page: all causes by layer, a section for each, which reference describes which, and what became of what the documents say.

    :raises SuiteFault: the file of the documents is wrong
    """
    sections = (line for cause in taxonomy.causes for line in _section(cause))
    documents = (line for document in load_documents() for line in _document(document))
    return "\n".join([_HEAD, *_overview(taxonomy), *sections, *_references(taxonomy), _MAPPING, *documents])


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
    for reference in cause.reference:
        yield f"- {reference}"
    yield ""


def _references(taxonomy: Taxonomy) -> Iterator[str]:
    yield "## References\n"
    yield "| reference | causes |"
    yield "|---|---|"
    for reference in sorted({reference for cause in taxonomy.causes for reference in cause.reference}):
        yield f"| {reference} | {_linked(cause.id for cause in taxonomy.causes if reference in cause.reference)} |"
    yield ""


def _document(document: Document) -> Iterator[str]:
    yield f"### {document.document}\n"
    for kind in Kind:
        says = [saying for saying in document.says if saying.kind is kind]
        if says:
            yield f"| {_TITLES[kind]} | verdict | evidence | invariants |"
            yield "|---|---|---|---|"
            yield from (_saying(saying) for saying in says)
            yield ""


def _saying(saying: Saying) -> str:
    verdict = _linked(saying.causes) or (f"`{saying.verdict}`" if saying.verdict else "")
    return f"| {saying.what.replace('|', '/')} | {verdict} | {', '.join(saying.sources)} | {', '.join(saying.invariants)} |"


def _linked(causes: Iterable[str]) -> str:
    return ", ".join(f"[{cause}](#{cause})" for cause in causes)
