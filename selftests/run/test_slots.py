"""A host does no more at once than it may."""

from pathlib import Path

import pytest

from conformance.model.errors import SuiteFault
from conformance.run.plan.budgets import Budgets
from conformance.run.slots import Slots
from selftests.run.conftest import QUICK


def _workers(tmp_path: Path, budgets: Budgets = Budgets()) -> list[Slots]:  # noqa: B008 - it is frozen
    return [Slots(tmp_path, budgets, 0.05, QUICK) for _ in range(2)]


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


def test_a_host_sends_and_receives_as_many_as_its_own_budgets_say(tmp_path: Path) -> None:
    one, other = _workers(tmp_path, Budgets(out={"b": 2}, into={"a": 2}))
    with one.hold(receiving="a"), other.hold(receiving="a"), pytest.raises(SuiteFault), one.hold(receiving="a"):
        pass
    with one.hold(sending="b"), other.hold(sending="b"), pytest.raises(SuiteFault), one.hold(sending="b"):
        pass
    with one.hold(receiving="b"), pytest.raises(SuiteFault), other.hold(receiving="b"):
        pass


def test_there_are_no_more_migrations_at_once_than_the_cloud_may_have_whatever_hosts_may(tmp_path: Path) -> None:
    one, other = _workers(tmp_path, Budgets(migrations=1))
    with one.hold(sending="a", receiving="b"):
        with pytest.raises(SuiteFault, match="migrations"), other.hold(sending="c", receiving="d"):
            pass
        with other.hold(receiving="c"):
            pass
    with other.hold(sending="c", receiving="d"):
        pass


def test_what_was_not_all_had_is_not_kept(tmp_path: Path) -> None:
    one, other = _workers(tmp_path)
    with one.hold(receiving="b"):
        with pytest.raises(SuiteFault), other.hold(sending="a", receiving="b"):
            pass
        with one.hold(sending="a"):
            pass
