"""Each fuzz target, with a few inputs that are always the same."""

import pytest

from selftests.fuzz.__main__ import NAMES, load
from selftests.fuzz.target import few

INPUTS = 15


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_odd_inputs_are_borne(name: str) -> None:
    few(load(name), INPUTS)
