"""All markers of a test count: for what a production cloud allows, for --no-disruption, and for its place in the order."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.config.profile_model import Profile
from conformance.inventory.inventory import Inventory
from conformance.model.errors import UsageProblem
from conformance.model.hosts import ComputeHost
from conformance.model.operation import SPECS, OperationKind
from conformance.model.site import Site
from conformance.plugin import collection
from conformance.plugin.collection import refuse
from conformance.plugin.options import MARKERS, main_operation, only_looks, operations_of
from conformance.plugin.state import FACTS
from conformance.report.subject import subject_of
from conformance.run.run_facts import RunFacts
from conformance.target import Target

SITE = Site(
    cloud="c",
    profile="lab",
    image="i",
    flavor="f",
    resize_flavor="r",
    network="n",
    hosts=(ComputeHost(name="a", hypervisor="a", zone="nova", enabled=True, up=True),),
    versions={},
)

ALLOWS_BOOT = Target(
    cloud="c", profile_name="site", profile=Profile.model_validate({"production": {"allow": ["boot"]}}), inventory=Inventory()
)


class _Item(SimpleNamespace):
    def __hash__(self) -> int:  # type: ignore[override]  # as pytest's items have one
        return id(self)


def item(*markers: str) -> pytest.Item:
    """A test with these markers."""
    marks = {name: pytest.Mark(name, (), {}, _ispytest=True) for name in markers}
    return _Item(  # type: ignore[return-value]
        name="test_it", stash=pytest.Stash(), get_closest_marker=marks.get, add_marker=lambda mark: marks.update({mark.name: mark.mark})
    )


@pytest.mark.parametrize(
    "markers",
    [
        ("live_migration",),
        ("boot", "live_migration"),
        ("live_migration", "boot"),
        ("invariant", "live_migration"),
        ("invariant", "boot", "resize"),
        ("boot", "cold_migration", "resize"),
        (),
    ],
)
def test_a_production_cloud_refuses_a_test_of_which_one_marker_is_not_allowed(markers: tuple[str, ...]) -> None:
    with pytest.raises(UsageProblem) as problem:
        refuse(ALLOWS_BOOT, [item("boot"), item(*markers)])
    for name in set(markers) - {"boot", "invariant"}:
        assert name in str(problem.value)


@pytest.mark.parametrize("markers", [("boot",), ("invariant",), ("invariant", "boot"), ("boot", "skip"), ("resize", "skip")])
def test_a_production_cloud_is_done_what_only_looks_or_is_allowed(markers: tuple[str, ...]) -> None:
    refuse(ALLOWS_BOOT, [item(*markers)])


def test_no_disruption_takes_no_invariant_that_is_marked_with_an_operation() -> None:
    deselected: list[pytest.Item] = []
    stash = pytest.Stash()
    stash[FACTS] = RunFacts(run_id="", run_dir=Path(), target=ALLOWS_BOOT, site=SITE, out_of_reach={})
    config = SimpleNamespace(
        stash=stash,
        getoption=lambda name, default=None: name == "no_disruption" or default,
        hook=SimpleNamespace(pytest_deselected=lambda items: deselected.extend(items)),
    )
    looks, moves = item("invariant"), item("invariant", "live_migration")
    items = [looks, moves]
    collection.pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    assert (items, deselected) == ([looks], [moves])


def test_a_test_with_several_operations_is_ordered_and_shown_as_the_last() -> None:
    both = item("cold_migration", "live_migration", "boot")
    assert operations_of(both) == ("boot", "live_migration", "cold_migration")
    assert main_operation(both) == "cold_migration"
    assert subject_of(both, SITE).kind is OperationKind.COLD_MIGRATION
    assert main_operation(item("invariant")) is None
    assert not only_looks(both)


def test_markers_and_operations_are_in_the_same_order() -> None:
    assert list(MARKERS) == [kind.marker for kind in SPECS]
