"""What the suite itself says to people has no form that is taken for a secret: a remedy must not be redacted."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance
from conformance.diagnosis.taxonomy.cause import Cause
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.text.redact import redact

_PACKAGE = Path(conformance.__file__).parent
_TABLES = _PACKAGE / "text"
"""Where the names and forms of secrets are listed."""


def _texts(path: Path) -> Iterator[str]:
    """The texts of a module; what is put into one when it runs stands there as a word."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "VALUE" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_message_is_redacted() -> None:
    modules = [path for path in _PACKAGE.rglob("*.py") if not path.is_relative_to(_TABLES)]
    changed = {text: redact(text) for path in modules for text in _texts(path) if redact(text) != text}
    assert changed == {}


@pytest.mark.parametrize("cause", load_taxonomy().causes, ids=lambda cause: cause.id)
def test_no_cause_is_redacted(cause: Cause) -> None:
    assert redact(cause.title) == cause.title
    assert redact(cause.remedy) == cause.remedy
