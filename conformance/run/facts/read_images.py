"""What qemu-img says of image files."""

import json
from collections.abc import Iterator

from conformance.model.facts import DiskImage
from conformance.run.facts.chunks import Chunk, groups


def images(chunk: Chunk) -> tuple[DiskImage, ...]:
    """Each file that was looked at."""
    return tuple(_images(chunk))


def _images(chunk: Chunk) -> Iterator[DiskImage]:
    for path, said in groups(chunk.text):
        try:
            # the file, then what it stands on
            found = json.loads(said)[0]
        except ValueError:
            yield DiskImage(path=path, problem=" ".join(said.split()) or "qemu-img did not end in time")
            continue
        yield DiskImage(path=path, format=found["format"], backing=found.get("full-backing-filename") or found.get("backing-filename"))
