"""The suites' own tests of operations, through which faults show."""

from conformance.model.operation import OperationKind

_INSTANCES = "suites/instances"

TESTS = {
    OperationKind.BOOT: f"{_INSTANCES}/test_boot.py::test_boot",
    OperationKind.HARD_REBOOT: f"{_INSTANCES}/test_hard_reboot.py::test_hard_reboot",
    OperationKind.RESIZE: f"{_INSTANCES}/test_resize.py::test_resize_confirm",
    OperationKind.LIVE_MIGRATION: f"{_INSTANCES}/test_live_migration.py::test_live_migration",
    OperationKind.COLD_MIGRATION: f"{_INSTANCES}/test_cold_migration.py::test_cold_migration",
}
"""By operation, the node id of its test, without parameters."""

OVER_PAIRS = frozenset({OperationKind.LIVE_MIGRATION, OperationKind.COLD_MIGRATION})
"""The operations whose tests have an ordered pair of hosts as their parameter. The others have one host."""
