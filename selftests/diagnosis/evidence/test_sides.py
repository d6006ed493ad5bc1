from datetime import UTC, datetime

import pytest

from conformance.diagnosis.evidence.sides import hosts_of, side_of
from conformance.model.evidence import Side
from conformance.model.operation import Operation, OperationKind, Outcome


def operation(source: str | None, destination: str | None) -> Operation:
    return Operation(
        kind=OperationKind.RESIZE,
        server_id=None,
        request_id="req",
        source=source,
        destination=destination,
        started=datetime.now(UTC),
        seconds=0,
        outcome=Outcome.FAILED,
    )


def test_a_host_that_is_both_is_named_once() -> None:
    assert hosts_of(operation("a", "a")) == ("a",)
    assert hosts_of(operation(None, "b")) == ("b",)


@pytest.mark.parametrize(("host", "side"), [("a", Side.SOURCE), ("b", Side.DESTINATION), ("c", None), (None, None)])
def test_the_side_of_a_host(host: str | None, side: Side | None) -> None:
    assert side_of(host, operation("a", "b")) == side


def test_an_operation_within_a_host_has_both_sides_on_it() -> None:
    assert side_of("a", operation("a", "a")) is Side.BOTH
