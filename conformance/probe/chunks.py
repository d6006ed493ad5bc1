"""What programs on hosts print (shell/common.sh): a chunk for each thing that is asked."""

from collections.abc import Iterator

from conformance.input.bounded import TIMED_OUT
from conformance.model.base import Noun

MOST = 4 * 1024**2
"""Bytes of one program's output that are read: a large host's come to a fifth of one MiB, and facts.json keeps much of them."""

_MOST_WORDS = 4096
"""Characters of a command's error that are kept."""

_RECORD, _UNIT, GROUP = "\x1e", "\x1f", "\x1d"
"""The shell's library writes the names of chunks and the errors in them without these, and so must be written what others may have made."""


class Chunk(Noun):
    """One answer as it was printed, and how the command that gave it ended. rc is None where the program was cut off in its middle."""

    name: str
    text: str
    rc: int | None
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.rc == 0

    @property
    def not_begun(self) -> bool:
        """Whether the command was not so much as begun, as the program's time was over (common.sh): that says nothing of what it asks."""
        return self.error == "what came before took all the time"

    @property
    def timed_out(self) -> bool:
        """Whether the command was ended, as it took too long."""
        return self.rc in TIMED_OUT and not self.not_begun

    @property
    def why_not(self) -> str:
        """In words, why it did not."""
        if self.rc is None:
            return "it was cut off in the middle"
        if self.not_begun:
            return self.error
        if self.timed_out:
            return "it did not end in time"
        return self.error or f"exit status {self.rc}"

    @property
    def lines(self) -> list[str]:
        """The lines that are not empty."""
        return [line for line in self.text.splitlines() if line.strip()]


def told(output: str, most: int | None = None) -> Iterator[Chunk]:
    """The chunks of a program's output, in their order; of one name there may be several.

    :param most: chunks that are read; None: all
    """
    parts = output.split(_RECORD) if most is None else output.split(_RECORD, most + 1)[: most + 1]
    yield from map(_chunk, parts[1:])


def chunks(output: str) -> dict[str, Chunk]:
    """The chunks of a program's output, by their names."""
    return {chunk.name: chunk for chunk in told(output)}


def _chunk(text: str) -> Chunk:
    body, ended, tail = text.partition(_UNIT)
    name, _, said = body.partition("\n")
    rc, _, error = tail.partition("\n")
    # an exit status has three digits at most
    status = int(rc) if ended and rc.isdecimal() and len(rc) <= 3 else None
    return Chunk(name=name, text=said, rc=status, error=" ".join(error[:_MOST_WORDS].split()))


def groups(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a chunk that hold several files: path and text of each."""
    for part in text.split(GROUP)[1:]:
        path, _, content = part.partition("\n")
        yield path, content
