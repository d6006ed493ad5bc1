"""The image that will be booted is what it says."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import Image
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case

CASE = Case(
    "image_usable",
    in_cloud(image=Image(name="guest", status="active", size=0, format="qcow2")),
    "image guest is active and has a size above 0",
    "active, 0 bytes",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


@pytest.mark.parametrize(
    ("format", "begins_as", "seen"), [("raw", "qcow2", "it begins as qcow2"), ("qcow2", "", "it begins as no image of a known format")]
)
def test_an_image_that_is_not_its_format_is_found(format: str, begins_as: str, seen: str) -> None:
    with pytest.raises(CloudFault) as caught:
        hold("image_usable", in_cloud(image=Image(name="guest", status="active", size=9, format=format, begins_as=begins_as)))
    assert caught.value.seen.startswith(seen)


@pytest.mark.parametrize(("format", "begins_as"), [("raw", ""), ("iso", ""), ("vmdk", ""), ("qcow2", None), ("vhdx", "vhdx")])
def test_an_image_whose_beginning_tells_nothing_is_taken_at_its_word(format: str, begins_as: str | None) -> None:
    hold("image_usable", in_cloud(image=Image(name="guest", status="active", size=9, format=format, begins_as=begins_as)))
