"""Every disk has the image that it stands on."""

from conformance.model.facts import DiskImage
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

DISK = DiskImage(path="/var/lib/nova/instances/1/disk", format="qcow2", backing="/var/lib/nova/instances/_base/0a")


CASE = Case(
    "backing_files_there",
    one(disks=(DISK.model_copy(update={"problem": "Could not open backing file"}),)),
    f"{DISK.path} is sound, and the file is there that it stands on",
    "Could not open backing file",
    one(disks=(DISK,)),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
