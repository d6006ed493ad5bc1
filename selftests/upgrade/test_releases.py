"""Which compute services a new control plane accepts."""

import pytest

from conformance.model.errors import UsageProblem
from conformance.upgrade.releases import is_too_old, nova_of


@pytest.mark.parametrize(
    ("release", "version"), [("2025.1", "31"), ("2025.2", "32"), ("2026.1", "33"), ("2026.2", "34"), ("34.0.0", "34.0.0")]
)
def test_a_release_is_known_by_its_name_and_by_its_version_of_nova(release: str, version: str) -> None:
    assert nova_of(release) == version


@pytest.mark.parametrize("release", ["hibiscus", "2026", "2026.3", "", "34.0.0; rm"])
def test_what_is_no_release_is_refused(release: str) -> None:
    with pytest.raises(UsageProblem, match=r"2026\.2"):
        nova_of(release)


@pytest.mark.parametrize(
    ("compute", "control", "too_old"),
    [
        ("33.0.2", "34", False),
        ("31.3.1", "34", True),
        ("32.2.1", "34", True),
        ("31.3.1", "33.0.2", False),
        ("30.0.0", "33.0.2", True),
        ("34.0.0", "34", False),
        ("", "34", False),
    ],
)
def test_a_release_may_be_skipped_only_between_those_that_allow_it(compute: str, control: str, too_old: bool) -> None:
    assert is_too_old(compute, control) is too_old
