"""The chain as a verdict shows it."""

from collections.abc import Sequence

from conformance.diagnosis.chain.chain import Link
from conformance.model.verdict import ChainLink

MOST_LINKS = 12
MOST_CHARACTERS = 600


def shown(chain: Sequence[Link]) -> tuple[ChainLink, ...]:
    """The chain's links; of a long chain, the first ones and the innermost."""
    links = chain if len(chain) <= MOST_LINKS else (*chain[: MOST_LINKS // 2], *chain[-MOST_LINKS // 2 :])
    return tuple(_shown(link) for link in links)


def _shown(link: Link) -> ChainLink:
    told = link.told
    return ChainLink(
        source=told.evidence.source,
        message=one_line(link.raised.message),
        error=link.raised.type,
        host=told.record.spoken_on,
        time=told.time_written,
        request=told.record.requests[-1] if told.record.requests else None,
        place=link.raised.place,
    )


def one_line(message: str) -> str:
    """A message in one line, its end left out where it is long."""
    text = " ".join(message.split())
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 3]}..."
