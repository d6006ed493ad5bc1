"""What qemu-img says of image files."""

from collections.abc import Iterator

from conformance.model.facts import DiskImage
from conformance.run.facts.chunks import Chunk, groups
from conformance.site.understanding import parsed_json

_MOST_WORDS = 1000
"""Characters that are kept of what qemu-img says against a file."""


def images(chunk: Chunk) -> tuple[DiskImage, ...]:
    """Each file that was looked at."""
    return tuple(_images(chunk))


def _images(chunk: Chunk) -> Iterator[DiskImage]:
    for path, said in groups(chunk.text):
        try:
            # the file, then what it stands on
            found = parsed_json(said)[0]
        except ValueError:
            yield DiskImage(path=path, problem=" ".join(said[:_MOST_WORDS].split()) or "qemu-img did not end in time")
            continue
        yield DiskImage(path=path, format=found["format"], backing=found.get("full-backing-filename") or found.get("backing-filename"))
