"""What the cloud's APIs made a run bear, and how often it had to be patient with them."""

from pydantic import Field

from conformance.model.base import Noun


class ApiTrouble(Noun):
    """One answer that was none, and that was asked for again.

    why: the HTTP status, or `reset` or `refused` (the connection) where there was none. waited: seconds before the next try.
    again: whether it is a request that changes something (POST), asked again only after a look had shown that nothing came of it.
    """

    method: str
    path: str
    why: str
    waited: float
    again: bool = False


class ApiTroubles(Noun):
    """All of a run's: by `METHOD why`, how often it was tried again; and the seconds that were waited for it, over all workers."""

    retries: dict[str, int] = Field(default_factory=dict)
    asked_again: dict[str, int] = Field(default_factory=dict)
    seconds: float = 0.0

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.retries.values()) + sum(self.asked_again.values())
