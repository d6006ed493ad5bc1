"""Cached images can be read."""

from conformance.model.facts import DiskImage
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip

IMAGE = DiskImage(path="/var/lib/nova/instances/_base/0a", format="raw")


CASE = Case(
    "image_cache_readable",
    one(image_cache=(IMAGE, IMAGE.model_copy(update={"problem": "Image is corrupt"}))),
    f"{IMAGE.path} can be read and is sound",
    "Image is corrupt",
    one(image_cache=(IMAGE,)),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("image_cache_readable", one()) == "no image is cached"
