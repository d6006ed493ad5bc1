"""Whoever adds an operation, and forgets a part of it, is told which."""

import inspect
import re
from pathlib import Path

import pytest

from conformance.config.production import AllowedOperation
from conformance.config.profile_model import Timeouts
from conformance.model import instance
from conformance.model.operation import SPECS, OperationKind, Subject, nova_action, spec_of
from conformance.operations.operate import CloudOperations
from selftests.stand_ins.fake_cloud import NOVA_ACTIONS
from selftests.stand_ins.fake_volumes import VOLUME_ACTIONS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", OperationKind)
def test_an_operation_has_all_of_its_parts(kind: OperationKind) -> None:
    missing = list(_missing(kind))
    assert not missing, f"{kind}: {'; '.join(missing)}"


def _missing(kind: OperationKind) -> list[str]:
    """What an operation, or its second step, lacks, a line each."""
    try:
        spec = spec_of(kind)
    except KeyError:
        return ["there is no OperationSpec or StepSpec of it in conformance/model/operation.py"]
    missing = []
    operations = ROOT / "conformance" / "operations"
    if not any(f"OperationKind.{kind.name}" in path.read_text() for path in operations.rglob("*.py")):
        missing.append("nothing in conformance/operations performs it")
    if nova_action(kind) not in {"create", *NOVA_ACTIONS.values(), *VOLUME_ACTIONS}:
        missing.append(f"selftests/stand_ins/fake_cloud.py has no instance action {nova_action(kind)}")
    path, _, test = spec.test.partition("::")
    text = (ROOT / path).read_text() if (ROOT / path).is_file() else ""
    takes = "host_pair: HostPair" if spec.subject is Subject.PAIR else "compute_host: str"
    if not re.search(rf"def {test}\(\s*{takes}", text):
        missing.append(f"{spec.test} is no test of one {spec.subject}")
    if not re.search(rf"pytest\.mark\.{spec.kind.marker}\b", text):
        missing.append(f"{path} is not marked with {spec.kind.marker}")
    return missing


def test_suites_are_promised_what_is_performed() -> None:
    operate = CloudOperations(None, None)  # type: ignore[arg-type] # nothing is performed
    for name, method in vars(instance.Operate).items():
        if not name.startswith("_"):
            promised, performed = inspect.signature(method), inspect.signature(getattr(operate, name))
            assert list(performed.parameters.values()) == list(promised.parameters.values())[1:], name
            assert performed.return_annotation == promised.return_annotation, name


def test_time_limits_and_permissions_follow_from_the_specs() -> None:
    assert [operation.value for operation in AllowedOperation] == [kind.marker for kind in SPECS]
    assert {kind: Timeouts().of(kind) for kind in SPECS} == {kind: spec.seconds for kind, spec in SPECS.items()}
    assert Timeouts().of(OperationKind.COLD_MIGRATION_CONFIRM) == Timeouts().of(OperationKind.COLD_MIGRATION)
