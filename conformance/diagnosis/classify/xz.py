"""Files of xz, unpacked within a limit of memory, which lzma.open does not have: a file of a few bytes may ask for 4 GiB."""

import lzma
from typing import IO

MEMORY = 128 << 20
"""Bytes that unpacking may take: what `xz -9` packs takes half of it."""

_READ = 1 << 16


class Unpacked:
    """What an xz file holds, one stream after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._stream = _stream()

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end.

        :raises lzma.LZMAError: it is damaged, or would take more memory than the limit
        :raises EOFError: it was cut short
        """
        while True:
            packed = b""
            if self._stream.eof:
                # between two streams there may be padding
                packed = (self._stream.unused_data or self._file.read(_READ)).lstrip(b"\0")
                if not packed and not (packed := self._file.read(_READ).lstrip(b"\0")):
                    return b""
                self._stream = _stream()
            elif self._stream.needs_input and not (packed := self._file.read(_READ)):
                raise EOFError("it ends in the middle of what was packed")
            if unpacked := self._stream.decompress(packed, size):
                return unpacked


def _stream() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=MEMORY)
