"""The chain: from what the operation ended with back to the error from which all else follows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from conformance.diagnosis.chain.story import Story, Told
from conformance.diagnosis.chain.subject import API_RECORDS, Relation
from conformance.diagnosis.records.errors import Raised, without_prefix
from conformance.diagnosis.records.headers import header
from conformance.diagnosis.records.record import Level
from conformance.diagnosis.records.wording import is_frame, is_housekeeping, is_symptom
from conformance.model.evidence import Source

_HYPERVISOR_BEFORE, _HYPERVISOR_AFTER = 20.0, 2.0
"""Seconds before and after nova-compute's own error within which libvirt's belongs to it."""

SOON = 5.0
"""Seconds within which a record with an exception tells what one without it meant."""

_HYPERVISOR_ASIDE = re.compile(r"unsupported flags|At least one cgroup controller|End of file|cannot open directory")
"""What libvirt calls an error in healthy runs, too."""

_GIVEN = "virNetClientProgramDispatchError"
"""The function of libvirt that logs an error which the libvirt of another host has answered with."""

_TELLING = 16
"""Characters of an error from which on it is recognised by its words in another log."""

_CODE = re.compile(r'Traceback \(most recent|File "|\braise \w|\breraise\b')
"""A line of a traceback: where a record begins with one, it was cut out of its traceback, or tells one as a list."""

_FAILED = re.compile(r"\bresult=Error\b|^fault \d+: |^details: ", re.MULTILINE)

_REASON = re.compile(r"^(?:fault \d+|details): (.+)", re.MULTILINE)

_VIRSH = "error: "

_FURTHER = 4
"""Lines that a message without a traceback goes on in at most."""

_GOES_ON = re.compile(r"^[a-z'/]")
"""How a line begins that somebody's mailer has broken off the one before it."""

_QEMU_ASIDE = re.compile(r"(?i)terminating on signal|warning: |char device redirected|info: ")


@dataclass(frozen=True)
class Link:
    """An error of the chain, and the record that tells it."""

    told: Told
    raised: Raised

    @property
    def text(self) -> str:
        """The error in one piece."""
        return ": ".join(part for part in (self.raised.type, self.raised.message) if part)


def chain_of(story: Story) -> tuple[Link, ...]:
    """The chain of a story, from the symptom to the innermost error; empty if no record of the operation tells an error."""
    api = [told for told in story.told if told.evidence.source in API_RECORDS and _FAILED.search(told.text)]
    logs = sorted((told for told in story.told if _tells_an_error(told)), key=lambda told: told.record.time or 0.0)
    root = _first_error(logs)
    links = [link for told in api for link in _links(told)]
    if root:
        own = _links(root)
        # what the API repeats of it stands in the log with its place and its host
        links = links[:1]
        others = {told.record.spoken_on: told for told in reversed(logs) if told.record.spoken_on != root.record.spoken_on}
        links += [link for told in others.values() for link in _links(told)[:1]]
        links += own
    if links:
        links += _of_hypervisor(story, links[-1])
    links = list(_without_repetition(links))
    return (*links, *_raised_elsewhere(story, links[-1])) if links else ()


def chain_of_nobody(story: Story, line: str) -> tuple[Link, ...]:
    """The errors of whoever speaks for itself, the innermost last: where nothing names the operation, they are what failed.

    :param line: the line that shows an error, if no record tells one
    """
    logs = sorted((told for told in story.told if _tells_an_error(told, Relation.NOBODYS)), key=lambda told: told.record.time or 0.0)
    line = line.strip("`")
    root = _first_error(logs) or next((told for told in story.told if line in told.text), None)
    if root is None:
        return ()
    links = _links(root)
    if root not in logs and not any(link.raised.type for link in links):
        links = [Link(root, Raised("", _after_header(story, line))), *_of_virsh(story, line)]
    elif not root.record.parsed and (broken := _after_header(story, line)) != line:
        links.append(Link(root, Raised("", broken)))
    return tuple(_without_repetition(links))


def _after_header(story: Story, line: str) -> str:
    """What a line says, with those that it was broken into."""
    head = header(line)
    if head:
        return head.message
    said = [each.strip() for told in story.told for each in told.lines]
    at = said.index(line) if line in said else len(said)
    return " ".join((line, *takewhile(_GOES_ON.match, said[at + 1 : at + 1 + _FURTHER])))


def _of_virsh(story: Story, line: str) -> Iterator[Link]:
    """What virsh says after a line: first what it could not do, and then why."""
    if not line.startswith(_VIRSH):
        return
    said = [(told, each.strip()) for told in story.told for each in told.lines]
    following = said[next((number for number, (_, each) in enumerate(said) if each == line), len(said)) + 1 :]
    for told, each in takewhile(lambda pair: pair[1].startswith(_VIRSH), following):
        yield Link(told, Raised("", each.removeprefix(_VIRSH)))


def _first_error(logs: Sequence[Told]) -> Told | None:
    """The record from which the others follow: the first one; where it names no exception and another one does soon, that one."""
    first = next(iter(logs), None)
    if first is None or any(raised.type for raised in first.raised):
        return first
    time, host = first.record.time, first.record.spoken_on
    for told in logs[1:]:
        if told.record.spoken_on != host or (time is not None and told.record.time is not None and told.record.time - time > SOON):
            continue
        if any(raised.type for raised in told.raised):
            return told
    return first


def _tells_an_error(told: Told, relation: Relation = Relation.OWN) -> bool:
    record = told.record
    if told.relation is not relation or told.evidence.source in API_RECORDS or told.evidence.earlier:
        return False
    if told.evidence.source in (Source.QEMU, Source.LIBVIRT) or record.level is None or record.level < Level.WARNING:
        return False
    typed = [raised for raised in told.raised if raised.type]
    if is_housekeeping(told.lines[0]) or (_is_aside(told.lines[0]) and not (typed and _CODE.search(told.lines[0]))):
        return False
    if typed and all(_is_aside(link.text) for link in _links(told)):
        return False
    return record.level >= Level.ERROR or bool(typed)


def _is_aside(line: str) -> bool:
    """Whether healthy services log the line, too, or it only stands around an error. Its level does not count: it was looked at."""
    return is_frame(re.sub(r"\b(?:WARNING|INFO|DEBUG)\b", "", line))


def _links(told: Told) -> list[Link]:
    raised = told.raised or (Raised("", _words(told)),)
    return [Link(told, each) for each in raised]


def _words(told: Told) -> str:
    """What a record says that names no exception; of an API's record, its reason."""
    if told.evidence.source in API_RECORDS and (reason := _REASON.search(told.text)):
        return reason[1]
    return without_prefix(_whole(told.record.message, told.lines[1:]))


def _whole(message: str, further: Sequence[str]) -> str:
    """A message with the lines that it goes on in, where no traceback follows."""
    lines = list(takewhile(str.strip, further[: _FURTHER + 1]))
    return message if len(lines) > _FURTHER or any(map(is_frame, lines)) else "\n".join((message, *map(str.strip, lines)))


def _of_hypervisor(story: Story, deepest: Link) -> Iterator[Link]:
    """What libvirt and QEMU of that host say of it, where nova-compute's own error tells no more than that they failed."""
    if not is_symptom(deepest.text.partition("\n")[0]):
        return
    host, time = deepest.told.record.spoken_on, deepest.told.record.time
    for told in story.told:
        if told.evidence.earlier or told.record.spoken_on not in (host, None) or is_symptom(told.record.message):
            continue
        if told.evidence.source is Source.LIBVIRT and (told.record.level or Level.INFO) >= Level.ERROR:
            near = time is None or told.record.time is None or -_HYPERVISOR_AFTER <= time - told.record.time <= _HYPERVISOR_BEFORE
            if near and not _HYPERVISOR_ASIDE.search(told.record.message):
                yield from _links(told)
        elif told.evidence.source is Source.QEMU and told.record.module and not _QEMU_ASIDE.search(told.record.message):
            yield Link(told, Raised(told.record.module.rpartition("/")[2], told.record.message))


def _raised_elsewhere(story: Story, deepest: Link) -> Iterator[Link]:
    """The other host's own record of an error that libvirt there raised, and that libvirt here has only been given."""
    host, words = deepest.told.record.spoken_on, _words_of(deepest.raised.message)
    errors = [told for told in story.told if told.evidence.source is Source.LIBVIRT and not told.evidence.earlier]
    if host is None or len(words) < _TELLING or not any(_is_given(told, host, words) for told in errors):
        return
    for told in errors:
        if told.record.spoken_on not in {host, None} and told.record.module != _GIVEN and words in _words_of(told.record.message):
            yield Link(told, Raised("libvirt.libvirtError", told.record.message))
            return


def _is_given(told: Told, host: str, words: str) -> bool:
    return told.record.module == _GIVEN and told.record.spoken_on == host and words in _words_of(told.record.message)


def _words_of(message: str) -> str:
    return re.sub(r"\W+", " ", message.partition("\n")[0])[-100:].strip()


def _without_repetition(links: list[Link]) -> Iterator[Link]:
    """Each error once: where it stands the deepest."""
    for number, link in enumerate(links):
        if not any(_same(link.text, further.text) for further in links[number + 1 :]):
            yield link


def _same(one: str, other: str) -> bool:
    first, second = (re.sub(r"\W+", " ", text.partition("\n")[0])[-120:].strip() for text in (one, other))
    return bool(first) and bool(second) and (first.endswith(second) or second.endswith(first))
