"""Trouble that was over, and operations that succeeded: what explains nothing, as it did not last."""

from functools import cached_property

from conformance.diagnosis.chain.story import Story, Told
from conformance.diagnosis.chain.subject import Relation, wording_of
from conformance.diagnosis.records.wording import compiled, wording


class Settled:
    """What in a story was settled after it was said."""

    def __init__(self, story: Story) -> None:
        self._story = story

    @cached_property
    def _ends(self) -> dict[tuple[int, int], int]:
        """Of each piece and kind of trouble, the place of the record that tells its last end; in pieces that tell one."""
        found: dict[tuple[int, int], int] = {}
        for number, piece in enumerate(self._story.pieces):
            for place, told in enumerate(piece):
                for kind, healed in enumerate(wording().healed):
                    if compiled(healed.ended).search(told.lines[0]):
                        found[number, kind] = place
        return found

    @cached_property
    def _places(self) -> dict[int, tuple[int, int]]:
        return {id(told): (number, place) for number, piece in enumerate(self._story.pieces) for place, told in enumerate(piece)}

    @cached_property
    def succeeded(self) -> bool:
        """Whether an operation is said to have succeeded, be it this one or one of which no more is known."""
        pattern = compiled(wording().succeeded)
        return any(told.relation is not Relation.OTHERS and pattern.search(told.lines[0]) for told in self._story.told)

    def healed(self, told: Told, line: str) -> bool:
        """Whether the trouble that a line tells was over later in the same log."""
        kinds = [kind for kind, healed in enumerate(wording().healed) if compiled(healed.trouble).search(line)]
        if not kinds:
            return False
        number, place = self._places[id(told)]
        return any(self._ends.get((number, kind), -1) > place for kind in kinds)

    def minutes(self, told: Told) -> float:
        """Over how many minutes the same was said again and again in the same log."""
        number, _ = self._places[id(told)]
        kind = wording_of(told.record.message)
        times = [
            other.record.time
            for other in self._story.pieces[number]
            if other.record.time is not None and wording_of(other.record.message) == kind
        ]
        return (max(times) - min(times)) / 60 if len(times) >= FEW else 0.0


FEW = 5
"""Times that something must have been said to be called lasting."""
