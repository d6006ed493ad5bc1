"""The evidence of faults becomes part of the self-tests' corpus, so that verdicts on it are guarded without a lab."""

import json
import re
from pathlib import Path

from lab.matrix.store import ResultStore
from lab.matrix.trial import TrialResult

CORPUS = Path("selftests/corpus/failed")

_ENVIRONMENT = re.compile(r"/[^\s\"']*/environments/[0-9a-f]+/")
"""Where the lab keeps the services' Python environment: long, different everywhere, and in every line of a traceback."""

_KEPT = ("cause", "detail", "host", "side")


def keep_evidence(store: ResultStore) -> list[Path]:
    """Write one file for each fault that was provoked for real and named right: the redacted bundle, and its verdict."""
    return [_keep(result, bundle) for result in store.results() if result.named_right and (bundle := store.bundle(result))]


def _keep(result: TrialResult, bundle: Path) -> Path:
    got = result.got.model_dump() if result.got else {}
    path = CORPUS / f"{result.trial}.json"
    content = {"verdict": {name: got[name] for name in _KEPT}, "bundle": json.loads(bundle.read_text())}
    path.write_text(_ENVIRONMENT.sub("/opt/openstack/", json.dumps(content, indent=1)) + "\n")
    return path
