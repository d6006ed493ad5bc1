"""How long a guest was silent: the longest time between two of its answers, as a function of the times at which a probe saw them."""

INTERVAL = 0.05
"""Seconds from one probe to the next."""

_LATE = 4 * INTERVAL
"""Seconds between two looks of the probe above which it stood still itself, and saw nothing of the guest."""


class Silence:
    """The longest time between two answers of a guest, as a probe saw it that looks in rounds; nothing else is remembered.

    What the probe itself slept through is not counted as the guest's: it may have answered. Times are seconds of a monotonic clock.

    :ivar longest: seconds between two successive answers; 0 before the second one
    :ivar since: when the last answer came; None: none did
    :ivar answers: how many came
    :ivar first_after: seconds from the first round to the first answer; None: none came
    :ivar stalled: the longest time between two rounds, in seconds
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self.since: float | None = None
        self.answers = 0
        self.first_after: float | None = None
        self.stalled = 0.0
        self._round: float | None = None
        self._began: float | None = None
        self._asleep = 0.0

    def look(self, now: float) -> None:
        """A round of the probe begins."""
        if self._round is None:
            self._began = now
        else:
            between = now - self._round
            self.stalled = max(self.stalled, between)
            self._asleep += between - INTERVAL if between > _LATE else 0.0
        self._round = now

    def answer(self, now: float) -> None:
        """The guest has answered; a round has begun before."""
        if self.since is None:
            self.first_after = self._awake(self._began if self._began is not None else now, now)
        else:
            self.longest = max(self.longest, self._awake(self.since, now))
        self.answers += 1
        self.since = now
        self._asleep = 0.0

    @property
    def lasting(self) -> float:
        """Seconds from the last answer to the last round: what came after that, nobody looked for."""
        return 0.0 if self.since is None or self._round is None else self._awake(self.since, self._round)

    def _awake(self, since: float, now: float) -> float:
        return max(0.0, now - since - self._asleep)
