"""Canaries as they are kept, and that no clean-up but their own takes them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.cli.runs import with_something_left
from conformance.model.errors import UsageProblem
from conformance.model.instance import Canary, Instance
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import server_name
from conformance.upgrade.canary_set import FILE, begin, only_set

SET = "20261130T120000Z-beef"


def test_the_newest_canary_of_a_host_counts_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    kept = begin(tmp_path)
    first, second = (
        Canary(host="a", instance=Instance(id=id, name=id, address=None), boot=None, started=datetime(2026, 11, 30, tzinfo=UTC))
        for id in ("one", "two")
    )
    kept.remember(first)
    kept.remember(second)
    with (tmp_path / FILE).open("a") as lines:
        lines.write('{"host": "b"}\n{"ho')
    assert kept.known() == {"a": second}


def test_canaries_are_cleaned_only_by_name(tmp_path: Path) -> None:
    (tmp_path / SET).mkdir()
    kept = begin(tmp_path / SET)
    kept.ledger.intend(Kind.SERVER, server_name(SET, "main", 1))
    assert list(with_something_left(tmp_path)) == []
    assert only_set(tmp_path, None).id == only_set(tmp_path, SET).id == SET


def test_which_canaries_are_meant_is_asked_where_it_is_not_clear(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="conformance canary start"):
        only_set(tmp_path, None)
    for number in (1, 2):
        name = f"20261130T12000{number}Z-beef"
        (tmp_path / name).mkdir()
        begin(tmp_path / name).ledger.intend(Kind.SERVER, server_name(name, "main", 1))
    with pytest.raises(UsageProblem, match="give --canaries, one of 20261130T120001Z-beef, 20261130T120002Z-beef"):
        only_set(tmp_path, None)
    with pytest.raises(UsageProblem, match="there are no canaries other"):
        only_set(tmp_path, "other")


def test_canaries_that_were_removed_are_started_anew(tmp_path: Path) -> None:
    kept = begin(tmp_path)
    kept.remember(
        Canary(host="a", instance=Instance(id="i", name="n", address=None), boot=None, started=datetime(2026, 11, 30, tzinfo=UTC))
    )
    kept.forget()
    assert kept.known() == {}
    assert only_set(tmp_path.parent, tmp_path.name).id == kept.id
