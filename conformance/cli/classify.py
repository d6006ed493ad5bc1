"""conformance classify: the verdict on evidence that somebody has, without any cloud."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import click

from conformance.cli.saying import echo
from conformance.diagnosis.classify.classify import classify as verdict_on
from conformance.diagnosis.classify.incidents import incidents
from conformance.diagnosis.classify.jsonl import LONGEST, BadLine, answer, lines, request
from conformance.diagnosis.classify.logs import LogBudget, log_evidence, logs_in, telling
from conformance.diagnosis.classify.sources import named_source
from conformance.diagnosis.taxonomy.operations import MEANING, meanings
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy, load_taxonomy
from conformance.input.files import UnreadableFile, exists, open_regular, read_bytes, size_in_words
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.evidence import Bundle, Source
from conformance.model.verdict import UNCLASSIFIED, Incident, Verdict
from conformance.report.terminal.chain_lines import chain_lines
from conformance.report.terminal.message import headline
from conformance.report.terminal.words import log_line, one_line
from conformance.text.writing import document

_WRONG = 1
_USAGE = 4


@click.command()
@click.option("--jsonl", metavar="FILE", type=click.Path(allow_dash=True), help="Bundles, one JSON object a line; - is standard input.")
@click.option(
    "--log",
    "logs",
    metavar="[SOURCE=]PATH",
    multiple=True,
    help="A raw log, plain, gzip, bzip2 or xz, or a directory of logs (of a sosreport, /var/log/kolla) whose names tell their services.",
)
@click.option("--operation", metavar="WORD", default="", help="With --log: what was done (boot, live migration, ...), where it is known.")
@click.argument("bundle", metavar="[BUNDLE]", required=False, type=click.Path(path_type=Path))
@click.pass_context
def classify(context: click.Context, jsonl: str | None, logs: tuple[str, ...], operation: str, bundle: Path | None) -> None:
    """Name the root cause that evidence shows, offline: of BUNDLE (reports/RUN_ID/evidence/ID.json), of --log, or of each line of --jsonl.

    \b
    Exit codes:
      0  there is a verdict, be it unclassified or insufficient-evidence
      1  a line of --jsonl was no bundle: {"line", "error"} on standard error; all the others have their verdicts
      2  the command line is not right
      4  bad input: a file that cannot be read, is no bundle or is too large; or a cause file is wrong

    \b
    Limits: a bundle has at most 32 MiB and 10,000 pieces of evidence; all logs together have 16 GiB, unpacked.
    """
    if sum((jsonl is not None, bool(logs), bundle is not None)) != 1:
        raise click.UsageError("give one of BUNDLE, --jsonl and --log", context)
    if operation and meanings(operation) is None:
        raise click.UsageError(f"--operation {operation}: no operation is called so; there are {', '.join(sorted(MEANING))}", context)
    try:
        taxonomy = load_taxonomy()
        if jsonl is not None:
            with sys.stdin.buffer if jsonl == "-" else _opened(Path(jsonl)) as stream:
                context.exit(_WRONG if _answer_all(stream, taxonomy) else 0)
        asked = _of_file(bundle) if bundle else _of_logs(logs, operation, taxonomy)
        echo("\n".join(_told(verdict_on(asked, taxonomy))))
        if logs:
            echo("\n".join(_incidents(incidents(asked, taxonomy))))
    except (UsageProblem, SuiteFault) as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)


def _opened(path: Path) -> IO[bytes]:
    try:
        return open_regular(path)
    except UnreadableFile as trouble:
        hint = ". Give what it holds to --jsonl - on standard input" if trouble.why.startswith("this is a named pipe") else ""
        raise UsageProblem(f"{trouble}{hint}") from None


def _answer_all(stream: IO[bytes], taxonomy: Taxonomy) -> int:
    """Writes a verdict for each line as it comes; returns how many lines were no bundle."""
    bad = 0
    for number, line in lines(stream):
        trouble: object = None
        if line is None:
            trouble = f"too large: longer than {size_in_words(LONGEST)}, which is the limit; give raw logs with --log"
        else:
            try:
                click.echo(json.dumps(document(answer(line, taxonomy))))
            except BadLine as why:
                trouble = why
        if trouble:
            bad += 1
            click.echo(json.dumps(document({"line": number, "error": str(trouble)})), err=True)
    return bad


def _of_file(path: Path) -> Bundle:
    try:
        content = read_bytes(path, LONGEST)
        if _is_json_lines(content):
            raise UsageProblem(f"{path}: these are JSON lines, a bundle in each. Give the file with --jsonl")
        return request(content).bundle
    except UnreadableFile as trouble:
        raise UsageProblem(str(trouble)) from None
    except BadLine as trouble:
        raise UsageProblem(f"{path}: {trouble}") from None


def _is_json_lines(content: bytes) -> bool:
    """Whether a file holds several bundles, one a line."""
    first, _, rest = content.strip().partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def _of_logs(logs: tuple[str, ...], operation: str, taxonomy: Taxonomy) -> Bundle:
    read = [pair for log in logs for pair in _named(log)]
    patterns, allowance = telling(taxonomy), LogBudget()
    return Bundle(id="logs", operation=operation, evidence=tuple(log_evidence(path, source, patterns, allowance) for source, path in read))


def _named(log: str) -> Iterator[tuple[Source, Path]]:
    name, equals, path = log.partition("=")
    if not equals or exists(Path(log)):
        yield from logs_in(Path(log))
        return
    source = named_source(name)
    if source is None:
        raise UsageProblem(f"--log {log}: no source is called {name!r}; there are {', '.join(Source)}")
    yield source, Path(path)


def _incidents(found: Sequence[Incident]) -> Iterator[str]:
    """The failures that logs tell of, for a person; nothing of a single one, which the verdict tells."""
    if len(found) > 1:
        yield f"{len(found)} kinds of failures in these logs:"
    for incident in found if len(found) > 1 else ():
        what = incident.fingerprint if incident.cause == UNCLASSIFIED else incident.detail
        where = f" on {incident.host}" if incident.host else ""
        when = f", {incident.first}" if incident.first else ""
        until = f" to {incident.last}" if incident.last not in {None, incident.first} else ""
        detail = f" ({one_line(what, 80)})" if what else ""
        yield f"  {incident.count} x {incident.cause}{detail}{where}{when}{until}, first of {incident.name}"


def _told(verdict: Verdict) -> Iterator[str]:
    """The verdict for a person."""
    yield headline(verdict)
    yield f"  {verdict.title}" + (f" (stage: {verdict.stage})" if verdict.stage else "")
    if verdict.note:
        yield f"  note: {verdict.note}"
    for number, line in enumerate(chain_lines(verdict.chain)):
        yield f"  {'chain:  ' if not number else '        '}{line}"
    for quote in verdict.quotes:
        yield f"  evidence: {quote.source}{f' on {quote.host}' if quote.host else ''}: {log_line(quote.line)}"
    for number, line in enumerate(verdict.remedy.splitlines()):
        yield f"  {'remedy: ' if not number else '        '}{line}"
    for other in verdict.alternatives:
        yield f"  could also be: {other.cause}, confidence {other.confidence:.2f}"
