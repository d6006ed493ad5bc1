"""A fact of a compute host in one entry: where it is asked, by which command, and how the answer is read. Entries stand in readers/."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conformance.probe.chunks import Chunk
from conformance.transport.command import Command, quoted


class ProbePoint(StrEnum):
    """Where something is asked of a host, as the gap is called that tells that nothing could be asked there."""

    NODE = "machine"
    LIBVIRT = "libvirt"
    NOVA_COMPUTE = "options"
    VSWITCH = "switch"


@dataclass(frozen=True)
class Question:
    """A command for a place, in the language of probe/shell/common.sh and of the place's own functions in shell/.

    chunks: the names under which it answers. What a command with one name writes is its answer; one with several says them itself.
    later: it is asked once it is known what nova-compute is configured to do, which is in $INSTANCES, $STATE and $VIRT_TYPES.
    after: only where that chunk was said before, and the command that said it succeeded. slow: it is asked beside those that are not.
    """

    place: ProbePoint
    shell: Command
    chunks: tuple[str, ...]
    later: bool = False
    after: str = ""
    slow: bool = False

    @property
    def command(self) -> Command:
        """A line of the place's program."""
        return quoted("say %s eval %s", self.chunks[0], self.shell) if len(self.chunks) == 1 else self.shell


@dataclass(frozen=True)
class Said:
    """What a host said: its chunks, by their names."""

    host: str
    chunks: Mapping[str, Chunk] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """A field of HostFacts. Several may make one field, of which each gives a part.

    gap: what it is called where it was not read. needs: the chunks without which it is not known. place: where these are asked.
    theirs: whether it is the host's own trouble where its command fails, as where a daemon gives no answer; else it is ours.
    made_by: the function that reads it, for who looks after its type.
    """

    name: str
    gap: str
    place: ProbePoint
    needs: tuple[str, ...]
    read: Callable[[Said], Any]
    made_by: Callable[..., Any]
    questions: tuple[Question, ...] = ()
    theirs: bool = False


def fact(
    name: str,
    place: ProbePoint,
    shell: Command | None,
    read: Callable[[Chunk], Any],
    *,
    chunk: str = "",
    later: bool = False,
    slow: bool = False,
    theirs: bool = False,
) -> Fact:
    """A fact that is read of one chunk.

    :param name: the field of HostFacts
    :param shell: a constant text: a command, or the name of a function in shell/ or common.sh; None: the chunk is said by another's
    :param chunk: the chunk's name, if not the field's
    """
    said = chunk or name
    questions = (Question(place, shell, (said,), later=later, slow=slow),) if shell is not None else ()
    return Fact(name, said, place, (said,), lambda of: read(of.chunks[said]), read, questions, theirs)


def fact_of_several(name: str, questions: Sequence[Question], read: Callable[[Said], Any], *, needs: Sequence[str], theirs: bool) -> Fact:
    """A fact that is read of several chunks.

    :param needs: the chunks without which it is not known; the others may have failed
    """
    return Fact(name, name, questions[0].place, tuple(needs), read, read, tuple(questions), theirs)
