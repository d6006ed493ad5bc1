"""Whether a rule that holds explains the innermost error of the chain, and what is said where none does."""

import re
from enum import IntEnum

from conformance.diagnosis.chain.chain import Link
from conformance.diagnosis.chain.fingerprint import fingerprint
from conformance.diagnosis.chain.shown import one_line
from conformance.diagnosis.classify.matches import Sighting
from conformance.model.evidence import Bundle, Side, Source
from conformance.model.verdict import UNCLASSIFIED, Quote, Stage, Verdict

_CARRIED = re.compile(
    r"^(?:(?:requests|urllib3|http\.client|socket|ssl|eventlet|greenlet|amqp|kombu|sqlalchemy|pymysql|concurrent)\.[\w.]+"
    r"|(?:builtins\.)?(?:Connection\w*Error|TimeoutError|BrokenPipeError|gaierror|SSLError|IncompleteRead|RemoteDisconnected))$"
)
"""Errors of what carries a request: who could not be asked stands in the error that was made of them."""

_KEY = 60
"""Characters of an error by whose end it is found in a line."""

DETAIL = 200
"""Characters of an innermost error that a verdict's detail has."""


class Covers(IntEnum):
    """What of the chain the line of a rule tells."""

    NOTHING = 0
    CHAIN = 1
    INNERMOST = 2


def covers(sighting: Sighting, chain: tuple[Link, ...]) -> Covers:
    """What of the chain a line tells."""
    if not chain:
        return Covers.NOTHING
    line = _plain(sighting.line)
    told = [link for link in chain if link.told is sighting.told or _tells(line, link)]
    innermost = _innermost(chain)
    alone = all(link.told is not innermost[0].told for link in chain[: len(chain) - len(innermost)])
    # what a record says above a traceback is what came of the error that the traceback ends with
    alone = alone and not (innermost[0].raised.place and sighting.line == sighting.told.lines[0])
    if any(_tells(line, link) or (alone and link.told is sighting.told) for link in innermost):
        return Covers.INNERMOST
    return Covers.CHAIN if told else Covers.NOTHING


def _innermost(chain: tuple[Link, ...]) -> tuple[Link, ...]:
    """The innermost error; with what was made of it, where it is one of what carries requests."""
    last = len(chain) - 1
    while last > 0 and chain[last].told is chain[last - 1].told and _CARRIED.match(chain[last].raised.type):
        last -= 1
    return chain[last:]


def _tells(line: str, link: Link) -> bool:
    """Whether a line has the error's words, or is one of them."""
    message = _plain(link.raised.message or link.raised.type)
    first = _plain((link.raised.message or link.raised.type).partition("\n")[0])
    return bool(message) and ((bool(first) and first[-_KEY:] in line) or (len(line) > 12 and line in message))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


def unexplained(bundle: Bundle, chain: tuple[Link, ...]) -> Verdict:
    """The verdict on a failure whose innermost error no rule explains: that error, where it was raised, and how it is recognised again."""
    link = _innermost(chain)[0]
    host = link.told.record.spoken_on
    words = one_line(link.text)
    place = f" in {link.raised.place}" if link.raised.place else ""
    where = f" on {host}" if host else ""
    return Verdict(
        cause=UNCLASSIFIED,
        title=f"{_short(words, DETAIL)}{place}{where}",
        stage=_STAGES.get(link.told.evidence.source),
        detail=f"{_short(words, DETAIL)}{place}",
        host=host,
        side=side_of_link(link, bundle),
        quotes=tuple(dict.fromkeys(quote_of(each) for each in reversed(chain)))[:4],
        remedy="No documented cause explains this error. Follow the chain to where it began; the evidence has the records around it.\n"
        "When you know the cause, document it under conformance/diagnosis/causes/.",
    )


def _short(words: str, most: int) -> str:
    """The words, in few characters: how they begin, and how they end, which tells more."""
    return words if len(words) <= most else f"{words[: most // 3]}...{words[3 - most + most // 3 :]}"


def side_of_link(link: Link, bundle: Bundle) -> Side | None:
    """The side of the operation on which an error was raised."""
    host = link.told.record.spoken_on
    if host is None:
        return link.told.evidence.side
    if bundle.source == bundle.destination == host:
        return Side.BOTH
    named = {bundle.source: Side.SOURCE, bundle.destination: Side.DESTINATION}.get(host)
    return named or link.told.evidence.side or (Side.CONTROL_PLANE if link.told.evidence.source in _CONTROL else None)


_STAGES = {
    Source.NOVA_API: Stage.API,
    Source.NOVA_SCHEDULER: Stage.SCHEDULING,
    Source.PLACEMENT_API: Stage.SCHEDULING,
    Source.NOVA_COMPUTE: Stage.COMPUTE,
    Source.LIBVIRT: Stage.COMPUTE,
    Source.QEMU: Stage.COMPUTE,
    Source.CONSOLE: Stage.GUEST,
}

_CONTROL = frozenset(
    {
        Source.NOVA_API,
        Source.NOVA_CONDUCTOR,
        Source.NOVA_SCHEDULER,
        Source.PLACEMENT_API,
        Source.NEUTRON_SERVER,
        Source.GLANCE_API,
        Source.CINDER_VOLUME,
    }
)


def quote_of(link: Link) -> Quote:
    """The error as a verdict quotes it: its line in the record, or its words where they stand in several."""
    told = link.told
    key = link.raised.message.partition("\n")[0].strip()[-_KEY:]
    line = next((line.strip() for line in told.lines if key and key in line), link.text.partition("\n")[0])
    return Quote(source=told.evidence.source, line=line, host=told.record.spoken_on)


def fingerprint_of(chain: tuple[Link, ...], bundle: Bundle) -> str | None:
    """The fingerprint of the chain's innermost error; None where there is no chain."""
    if not chain:
        return None
    hosts = {bundle.source, bundle.destination, *(evidence.host for evidence in bundle.evidence)}
    return fingerprint(_innermost(chain)[0], frozenset(host for host in hosts if host and host != "control"))
