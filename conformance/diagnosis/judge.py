"""Evidence and verdict for a failed operation, kept with the run."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openstack.connection import Connection

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.foreseen import line_of
from conformance.diagnosis.evidence.collect import collect
from conformance.diagnosis.evidence.hosts.reader import HostReader
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.evidence import Bundle, Evidence, Source
from conformance.model.operation import Operation
from conformance.model.prediction import Prediction
from conformance.model.verdict import Verdict
from conformance.text.redact import redact
from conformance.text.writing import json_text


@dataclass(frozen=True)
class Judgement:
    """What was gathered, what it comes to, and the file that holds it."""

    bundle: Bundle
    verdict: Verdict
    path: Path


@dataclass(frozen=True)
class Judge:
    """Gathers evidence of failed operations and classifies it.

    run_dir is the run's directory, which gets evidence/ID.json. reader reads hosts; None where the run has no access to them.
    prediction is what was expected of the operation before it was tried, where there was one.
    """

    conn: Connection
    taxonomy: Taxonomy
    run_dir: Path
    reader: HostReader | None = None
    prediction: Prediction | None = None

    def judge(self, operation: Operation, test: str, answer: str) -> Judgement:
        """The judgement on an operation that a test saw fail. What cannot be read of the cloud is a gap in the bundle.

        :param test: the test's node id and phase, from which the bundle's id is made
        :param answer: what the test was told; a request that Nova's API refuses leaves no other trace than its answer
        :raises OSError: the bundle could not be written
        """
        bundle = collect(self.conn, operation, bundle_id(test), self.reader)
        told = Evidence(source=Source.NOVA_API, text=redact(answer))
        bundle = bundle.model_copy(update={"evidence": (*bundle.evidence, *_foreseen(self.prediction), told)})
        return Judgement(bundle, classify(bundle, self.taxonomy), save(bundle, self.run_dir))


def _foreseen(prediction: Prediction | None) -> Iterator[Evidence]:
    if prediction is not None and (line := line_of(prediction)):
        yield Evidence(source=Source.INVARIANTS, text=redact(line), host=prediction.host)


def bundle_id(test: str) -> str:
    """A name that a file can have, of a test's node id; different for different tests, the same in every run."""
    words = re.sub(r"[^A-Za-z0-9.-]+", "-", test.rpartition("::")[2]).strip("-.")
    return f"{words[:80]}-{hashlib.sha256(test.encode()).hexdigest()[:8]}"


def save(bundle: Bundle, run_dir: Path) -> Path:
    """Writes the bundle to evidence/ID.json of the run, and returns where."""
    path = run_dir / "evidence" / f"{bundle.id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json_text(bundle.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    return path
