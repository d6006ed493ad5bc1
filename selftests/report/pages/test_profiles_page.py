"""docs/profiles.md is what the profile files say."""

from pathlib import Path

import pytest

from conformance.config.profile import PROFILES, load_profile
from conformance.config.profile_model import Profile, Service
from conformance.report.pages.profiles_page import profiles_page

PAGE = profiles_page()


def test_the_page_in_docs_is_what_the_profiles_give() -> None:
    assert (Path(__file__).parents[3] / "docs" / "profiles.md").read_text() == PAGE, "run 'conformance docs'"


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.yaml")))
def test_a_profile_has_a_section_with_all_that_it_says_of_services(name: str) -> None:
    section = PAGE.split(f"\n## {name}\n")[1].partition("\n## ")[0]
    profile = load_profile(name)
    for source in profile.read_from:
        assert f"- {source}\n" in section
    for service in profile.services.values():
        if service.kind != "none":
            for one in service.candidates:
                for said in (one.name, one.log, one.when, *one.config):
                    assert (said or "") in section


def test_every_key_of_a_profile_is_explained() -> None:
    keys = PAGE.split("\n## Keys\n")[1]
    for key in Service.model_fields:
        assert f"| services.NAME.{key} |" in keys
    for key in ("title", "read_from", "guest.image", "expect.vif_plugging_timeout.min", "timeouts.boot", "limits.migrations_out"):
        assert f"| {key} |" in keys
    assert all(field.description for field in Profile.model_fields.values())


def test_tables_have_as_many_cells_in_every_row() -> None:
    """A | in what a profile says would make another cell."""
    width = None
    for line in PAGE.splitlines():
        cells = line.replace(r"\|", "").count("|") if line.startswith("|") else None
        assert width is None or cells is None or cells == width, line
        width = cells


def test_the_page_says_what_was_not_tested_against_the_real_thing() -> None:
    assert "**How this was tested.**" in PAGE
    assert "`podman` and `systemd`: with stand-ins alone" in PAGE
