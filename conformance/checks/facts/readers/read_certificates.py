"""Until when TLS certificates are valid, as openssl prints it."""

from datetime import UTC, datetime

from conformance.checks.facts.fact import ProbePoint, fact
from conformance.model.facts import Certificate
from conformance.probe.chunks import Chunk
from conformance.transport.command import quoted


def certificates(chunk: Chunk) -> tuple[Certificate, ...]:
    """`PATH notAfter=Nov 21 12:00:00 2027 GMT`, a line each."""
    return tuple(_certificate(*line.split(" notAfter=", 1)) for line in chunk.lines)


def _certificate(path: str, until: str) -> Certificate:
    return Certificate(path=path, until=datetime.strptime(until.strip(), "%b %d %H:%M:%S %Y %Z").replace(tzinfo=UTC))


FACTS = (fact("certificates", ProbePoint.LIBVIRT, quoted("certificates"), certificates, later=True),)
