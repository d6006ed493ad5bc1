"""A host does no more at once than it may."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.coordination.coordination import Coordination
from conformance.coordination.slots import Slots
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.plan.budgets import Budgets
from selftests.fixtures.run import QUICK

MakeSlots = Callable[..., list[Slots]]


@pytest.fixture(params=["file", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a coordination service, on this machine or networked."""
    return f"file://{tmp_path}" if request.param == "file" else str(request.getfixturevalue("redis"))


@pytest.fixture
def slots_of_two(url: str) -> Iterator[MakeSlots]:
    """Makes the slots of two workers."""
    with ExitStack() as stack:

        def make(budgets: Budgets = Budgets()) -> list[Slots]:  # noqa: B008 - it is frozen
            return [Slots(stack.enter_context(Coordination(url, name)), budgets, 0.05, QUICK) for name in ("one", "other")]

        yield make


def test_a_host_sends_one_and_receives_one_at_a_time(slots_of_two: MakeSlots) -> None:
    one, other = slots_of_two()
    with one.hold(sending="a", receiving="b"):
        with other.hold(sending="b", receiving="a"):
            pass
        with pytest.raises(SuiteFault, match=r"a slot for a.out and c.in: .*timeouts\.slot"), other.hold(sending="a", receiving="c"):
            pass
        with other.hold(sending="c"):
            pass
    with other.hold(sending="a", receiving="b"):
        pass


def test_a_host_sends_and_receives_as_many_as_its_own_budgets_say(slots_of_two: MakeSlots) -> None:
    one, other = slots_of_two(Budgets(out={"b": 2}, into={"a": 2}))
    with one.hold(receiving="a"), other.hold(receiving="a"), pytest.raises(SuiteFault), one.hold(receiving="a"):
        pass
    with one.hold(sending="b"), other.hold(sending="b"), pytest.raises(SuiteFault), one.hold(sending="b"):
        pass
    with one.hold(receiving="b"), pytest.raises(SuiteFault), other.hold(receiving="b"):
        pass


def test_there_are_no_more_migrations_at_once_than_the_cloud_may_have_whatever_hosts_may(slots_of_two: MakeSlots) -> None:
    one, other = slots_of_two(Budgets(migrations=1))
    with one.hold(sending="a", receiving="b"):
        with pytest.raises(SuiteFault, match="migrations"), other.hold(sending="c", receiving="d"):
            pass
        with other.hold(receiving="c"):
            pass
    with other.hold(sending="c", receiving="d"):
        pass


def test_what_was_not_all_had_is_not_kept(slots_of_two: MakeSlots) -> None:
    one, other = slots_of_two()
    with one.hold(receiving="b"):
        with pytest.raises(SuiteFault), other.hold(sending="a", receiving="b"):
            pass
        with one.hold(sending="a"):
            pass


def test_what_one_does_alone_no_other_does(slots_of_two: MakeSlots, url: str) -> None:
    one, _ = slots_of_two()
    with one.alone("something"), Coordination(url, "third") as third:
        assert not third.take("something")
    with Coordination(url, "third") as third:
        assert third.take("something")


_HOLDS = """
import sys, time
from conformance.coordination.coordination import Coordination
held = Coordination(sys.argv[1], "killed")
assert held.take("a.out.0")
print("held", flush=True)
time.sleep(600)
"""


def test_a_process_that_is_killed_gives_back_what_it_held_and_not_before(url: str) -> None:
    lease = 2
    if url.startswith("redis"):
        url = f"{url}?lock_timeout={lease}&timeout={lease}"
    with subprocess.Popen([sys.executable, "-c", _HOLDS, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with Coordination(url, "waits") as waits:
            time.sleep(2 * lease)
            assert not waits.take("a.out.0"), "a lease is renewed as long as its holder lives"
            process.kill()
            process.wait()
            gone = time.monotonic() + 5 * lease
            while not waits.take("a.out.0"):
                assert time.monotonic() < gone
                time.sleep(0.1)


def test_names_of_two_clouds_do_not_meet(url: str) -> None:
    with Coordination(url, "one", "cloud-1.") as one, Coordination(url, "other", "cloud-2.") as other:
        assert one.take("a.out.0")
        assert other.take("a.out.0")
        assert not one.take("a.out.0")


def test_trying_in_vain_leaves_no_files_open(url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLDS, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with Coordination(url, "waits") as waits:
            assert not waits.take("a.out.0")
            before = len(list(Path("/proc/self/fd").iterdir()))
            tries = 50
            for _ in range(tries):
                assert not waits.take("a.out.0")
            # what says that this process lives, at its own times, may open a connection of its own
            assert len(list(Path("/proc/self/fd").iterdir())) < before + tries / 2
        process.kill()


def test_a_wrong_port_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """redis-py would try again for a minute."""
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: pytest.fail(f"waits for {seconds} s"))
    with pytest.raises(UsageProblem, match=r"^--coordination redis://127\.0\.0\.1:1: .*refused"):
        Coordination("redis://127.0.0.1:1", "one")


@pytest.mark.parametrize("wrong", ["carrier-pigeon://roof", "redis://127.0.0.1:1", "nothing"])
def test_a_service_that_is_not_there_is_said_in_one_line_without_its_password(wrong: str) -> None:
    with pytest.raises(UsageProblem, match=r"^--coordination .*Give file:///DIRECTORY") as problem:
        Coordination(wrong.replace("://", "://user:secret@"), "one")
    assert "secret" not in str(problem.value)
    assert "\n" not in str(problem.value)
