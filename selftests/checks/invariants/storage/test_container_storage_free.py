"""There is room where the container engine keeps its things."""

from conformance.model.facts import FileSystem
from selftests.checks.invariants.broken import one, path
from selftests.checks.invariants.case import Case

CASE = Case(
    "container_storage_free",
    one(
        file_systems=(
            path(),
            FileSystem(path="/var/lib/docker", kind="xfs", size_mib=1000, free_mib=55, inodes=0, inodes_free=0),
        )
    ),
    "at least 10 % free under /var/lib/docker",
    "5.5 %",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
