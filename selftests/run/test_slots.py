"""A host does no more at once than it may."""

from pathlib import Path

import pytest

from conformance.model.errors import SuiteFault
from conformance.run.slots import Slots
from selftests.run.conftest import QUICK


def _workers(tmp_path: Path, per_host: int = 1) -> list[Slots]:
    return [Slots(tmp_path, per_host, 0.05, QUICK) for _ in range(2)]


def test_a_host_sends_one_and_receives_one_at_a_time(tmp_path: Path) -> None:
    one, other = _workers(tmp_path)
    with one.hold(sending="a", receiving="b"):
        with other.hold(sending="b", receiving="a"):
            pass
        with pytest.raises(SuiteFault, match=r"a slot for a.out and c.in: .*timeouts\.slot"), other.hold(sending="a", receiving="c"):
            pass
        with other.hold(sending="c"):
            pass
    with other.hold(sending="a", receiving="b"):
        pass


def test_with_two_slots_a_host_takes_two(tmp_path: Path) -> None:
    one, other = _workers(tmp_path, per_host=2)
    with one.hold(receiving="a"), other.hold(receiving="a"), pytest.raises(SuiteFault), one.hold(receiving="a"):
        pass


def test_what_was_not_all_had_is_not_kept(tmp_path: Path) -> None:
    one, other = _workers(tmp_path)
    with one.hold(receiving="b"):
        with pytest.raises(SuiteFault), other.hold(sending="a", receiving="b"):
            pass
        with one.hold(sending="a"):
            pass
