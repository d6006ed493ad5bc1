"""docs/profiles.md is what the profile files say."""

from pathlib import Path

import pytest

from conformance.config.checked import How
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


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.yaml")))
def test_the_page_says_of_each_profile_how_it_was_checked_and_when(name: str) -> None:
    checked = load_profile(name).checked
    assert checked is not None
    how = {"read": "read", "real": "run on the real thing", "shape": "run on a shape of the lab"}[checked.how]
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| [{name}](#{name}) |"))
    said = f"{how}, {checked.what}, {checked.day}" if checked.what else f"{how}, {checked.day}"
    assert row.endswith(f"| {said} |")
    assert f"Checked: {said}. Sources:" in PAGE.split(f"\n## {name}\n")[1].partition("\n## ")[0]


def test_the_lab_is_the_only_one_that_was_run_unless_a_profile_says_so() -> None:
    run = {path.stem for path in PROFILES.glob("*.yaml") if (checked := load_profile(path.stem).checked) and checked.how is not How.READ}
    assert "lab" in run
    assert PAGE.count("run on the real thing, ") + PAGE.count("run on a shape of the lab, ") == 2 * len(run)


def test_the_page_says_which_inventory_kayobe_is_used_with() -> None:
    assert "**Kayobe.**" in PAGE
    assert "`$KOLLA_CONFIG_PATH/inventory/overcloud`" in PAGE
