"""What a reader of a user's file does not foresee is a line all the same."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conformance.config.profile import load_profile
from conformance.inventory.inventory import read_inventory
from conformance.known_issues.reading import read_known_issues
from conformance.model.errors import UsageProblem

READERS: dict[str, Callable[[Path], object]] = {
    "conformance.config.profile._merge": lambda path: load_profile(str(path)),
    "conformance.inventory.inventory._compute_group": read_inventory,
    "conformance.known_issues.reading.read_yaml_list": lambda path: read_known_issues(path, (), date(2026, 1, 1)),
}
"""Readers, by a function that each of them calls."""


@pytest.mark.parametrize("error", [TypeError, AttributeError, KeyError, RecursionError, PermissionError])
@pytest.mark.parametrize("called", READERS)
def test_it_is_one_line_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: str, error: type[Exception]) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("something new")

    (tmp_path / "file.yaml").write_text("{}")
    monkeypatch.setattr(called, fail)
    with pytest.raises(UsageProblem) as caught:
        READERS[called](tmp_path / "file.yaml")
    assert f"{tmp_path}/file.yaml: the suite did not foresee what stands there ({error.__name__}: " in str(caught.value)
    assert "\n" not in str(caught.value)
