"""Messages of the services, libvirt and QEMU by themselves: each comes to the cause that is documented for it, or to none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from _pytest.mark import ParameterSet

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence, Source

TAXONOMY = load_taxonomy()

NO_CAUSE = "unclassified"


def messages() -> Iterator[ParameterSet]:
    causes = yaml.safe_load(Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8"))
    for cause, operations in causes.items():
        for operation, said in operations.items():
            for number, message in enumerate(said):
                ((source, text),) = message.items()
                yield pytest.param(cause, operation, Source(source), text, id=f"{cause}, {operation}: {number} of {source}")


@pytest.mark.parametrize(("cause", "operation", "source", "text"), [*messages()])
def test_a_message_comes_to_its_cause(cause: str, operation: str, source: Source, text: str) -> None:
    verdict = classify(
        Bundle(id="message", operation=operation, evidence=(Evidence(source=source, text=text, host="compute-01"),)), TAXONOMY
    )
    assert verdict.cause in ({NO_CAUSE, "insufficient-evidence"} if cause == NO_CAUSE else {cause})
