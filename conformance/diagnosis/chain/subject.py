"""Which records speak of the operation: by its request ids and its instance, or, where nobody told those, by what fails in the evidence."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

from conformance.diagnosis.records.record import Level, Record
from conformance.model.evidence import Bundle, Source

_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_INSTANCE = re.compile(rf"(?i)(?:\binstance:? |\bserver |/servers/)({_UUID.pattern})")
_DOMAIN = re.compile(r"\binstance-[0-9a-f]{8}\b")

API_RECORDS = frozenset({Source.SERVER_FAULT, Source.EVENTS, Source.MIGRATION})
"""What Nova's API tells of the operation itself: it is about nothing else."""


class Relation(IntEnum):
    """Whose a record is."""

    OTHERS = 0
    """Another request's, or another instance's."""
    BEFORE = 1
    """From before the operation began."""
    NOBODYS = 2
    """It names no request and no instance: a service, a host, a kernel speaks for itself."""
    OWN = 3
    """The operation's own."""


@dataclass(frozen=True)
class Subject:
    """What the operation is called by those who speak of it.

    requests: its request ids, global and local. instances: its instance's uuid and its libvirt domain's name; also its ports.
    """

    requests: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether there is anything by which its records can be told from others."""
        return bool(self.requests or self.instances)

    def relation(self, record: Record, text: str) -> Relation:
        """Whose a record is.

        :param text: the record's lines
        """
        evidence = record.evidence
        if evidence.source in API_RECORDS or _is_answer(record):
            # what an API's record or answer says is about the operation, whatever else it names
            return Relation.OWN
        if not self.is_known:
            return Relation.BEFORE if evidence.earlier else Relation.NOBODYS
        if not self.requests.isdisjoint(record.requests) or not self.instances.isdisjoint(record.instances):
            return Relation.OWN
        if any(name in text for name in self.instances) or any(name in text for name in self.requests):
            return Relation.OWN
        if evidence.source is Source.QEMU:
            return Relation.BEFORE if evidence.earlier else Relation.OWN
        # where no request of the operation is known, a request may be one
        if record.instances or (self.requests and record.requests and record.parsed and not record.anonymous):
            return Relation.OTHERS
        if _DOMAIN.search(text) and any(name.startswith("instance-") for name in self.instances):
            return Relation.OTHERS
        return Relation.BEFORE if evidence.earlier else Relation.NOBODYS


def _is_answer(record: Record) -> bool:
    """Whether it is what Nova's API answered, and no record of its log."""
    return record.evidence.source is Source.NOVA_API and not record.parsed


def subject_of(bundle: Bundle, records: Iterable[tuple[Record, str]]) -> Subject:
    """What the operation of a bundle is called.

    :param records: all records of the bundle with their lines
    """
    pairs = list(records)
    requests, instances = set(bundle.requests), set(bundle.names)
    for record, text in pairs:
        if record.evidence.source in API_RECORDS or _is_answer(record):
            requests.update(record.requests)
            instances.update(_INSTANCE.findall(text[:4000]))
            requests.update(re.findall(r"request_id=(req-[\w-]+)", text[:1000]))
    if not requests and not instances:
        requests, instances = _most_frequent_failure(pairs)
    # a service's own request id stands beside the global one, under which all services know the request
    for _ in range(2):
        for record, _text in pairs:
            if not record.anonymous and not requests.isdisjoint(record.requests):
                requests.update(record.requests)
    if instances and not bundle.names:
        for record, text in pairs:
            if record.evidence.source is Source.QEMU or not instances.isdisjoint(record.instances):
                instances.update(_DOMAIN.findall(text[:4000])[:1])
    return Subject(frozenset(requests), frozenset(instances))


def _most_frequent_failure(pairs: Collection[tuple[Record, str]]) -> tuple[set[str], set[str]]:
    """The request or instance of the failure that the evidence tells of most often, where it is of many; of one, its own."""
    failures: Counter[tuple[str, str]] = Counter()
    firsts: dict[str, Record] = {}
    for record, _ in pairs:
        if record.level is None or record.level < Level.ERROR or record.anonymous:
            continue
        name = next(iter((*record.instances, *record.requests)), None)
        if name is None or name in firsts:
            continue
        firsts[name] = record
        failures[(wording_of(record.message), name)] += 1
    if not firsts:
        return set(), set()
    kinds = Counter(kind for kind, _ in failures)
    kind = max(kinds, key=lambda each: (kinds[each], -list(kinds).index(each)))
    name = next(name for found, name in failures if found == kind)
    record = firsts[name]
    return set(record.requests), set(record.instances)


_VARIES = re.compile(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\breq-[\w-]+|\b0x[0-9a-f]+|\d+")


def wording_of(message: str) -> str:
    """A message without what is different every time: ids, numbers, addresses."""
    return _VARIES.sub("*", message.partition("\n")[0])[:300]
