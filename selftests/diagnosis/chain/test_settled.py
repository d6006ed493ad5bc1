"""Trouble that was over explains nothing; trouble that lasted does."""

from conformance.diagnosis.chain.settled import Settled
from conformance.diagnosis.chain.story import story_of
from selftests.diagnosis.chain.telling import bundle, compute, oslo

LOST = "AMQP server on mq:5672 is unreachable: timed out"


def test_trouble_that_ended_is_healed_and_the_next_one_is_not() -> None:
    story = story_of(bundle(compute(oslo(LOST), oslo("Reconnected to AMQP server", level="INFO"), oslo(LOST, second=3))))
    first, _, last = story.told
    settled = Settled(story)
    assert settled.healed(first, LOST)
    assert not settled.healed(last, LOST)


def test_another_log_ends_no_trouble() -> None:
    story = story_of(bundle(compute(oslo(LOST)), compute(oslo("Reconnected to AMQP server", level="INFO"), host="compute-01")))
    assert not Settled(story).healed(story.told[0], LOST)


def test_what_comes_again_for_long_lasts() -> None:
    records = [f"2026-11-21 10:{minute:02}:00.000 7 ERROR nova.x [-] cannot connect, try {minute}" for minute in range(0, 30, 5)]
    story = story_of(bundle(compute(*records)))
    assert Settled(story).minutes(story.told[0]) == 25
    once = story_of(bundle(compute(*records[:2])))
    assert Settled(once).minutes(once.told[0]) == 0


def test_an_operation_that_succeeded_is_known() -> None:
    assert Settled(story_of(bundle(compute(oslo("Took 6.02 seconds to build instance.", level="INFO"))))).succeeded
    assert not Settled(story_of(bundle(compute(oslo("Instance failed to spawn: no"))))).succeeded
