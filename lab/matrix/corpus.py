"""The evidence of faults becomes part of the self-tests' corpus, so that verdicts on it are guarded without a lab."""

import json
import re
from pathlib import Path

from lab.matrix.book import Book
from lab.matrix.trial import Result

CORPUS = Path("selftests/corpus/failed")

_ENVIRONMENT = re.compile(r"/[^\s\"']*/environments/[0-9a-f]+/")
"""Where the lab keeps the services' Python environment: long, different everywhere, and in every line of a traceback."""

_KEPT = ("cause", "stage", "detail", "host", "side")


def keep_evidence(book: Book) -> list[Path]:
    """Write one file for each fault that was provoked for real and named right: the redacted bundle, and its verdict."""
    return [_keep(book, result) for result in book.results() if result.kind == "real" and result.right and _bundle(book, result)]


def _keep(book: Book, result: Result) -> Path:
    run = json.loads(next((book.directory / result.trial / "broken").glob(f"{result.run}/run.json")).read_text())
    verdict = next(test["verdict"] for test in run["tests"] if test["verdict"])
    bundle = _bundle(book, result)
    path = CORPUS / f"{result.trial}.json"
    content = {"verdict": {name: verdict[name] for name in _KEPT}, "bundle": json.loads(bundle.read_text()) if bundle else None}
    path.write_text(_ENVIRONMENT.sub("/opt/openstack/", json.dumps(content, indent=1)) + "\n")
    return path


def _bundle(book: Book, result: Result) -> Path | None:
    return next((book.directory / result.trial / "broken").glob(f"{result.run}/evidence/*.json"), None)
