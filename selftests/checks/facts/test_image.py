"""What the first bytes of an image tell of its format."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.checks.facts.ask_cloud import ask_cloud
from conformance.cloud.nova import Refused
from conformance.model.site import Site

SITE = Site(cloud="c", profile="p", hosts=(), image="i", flavor="f", resize_flavor="r", network="n")


class Answer:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def json(self) -> dict[str, Any]:
        return {"name": "guest", "status": "active", "size": 1000, "disk_format": "qcow2"}

    def iter_content(self, size: int) -> Iterator[bytes]:
        yield from (self.content[:size],) if self.content else ()

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(("content", "told"), [(b"QFI\xfb\0\0\0\3", "qcow2"), (b"\xeb\x63\x90" * 40, ""), (b"", None), (None, None)])
def test_bytes_of_no_known_format_are_told_from_bytes_that_were_not_read(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, told: str | None
) -> None:
    def call(service: str, method: str, path: str, **_: Any) -> Answer:
        if service != "image" or (path.endswith("/file") and content is None):
            raise Refused(404, f"{method} {path}")
        return Answer(content or b"")

    monkeypatch.setattr("conformance.checks.facts.ask_cloud.call", call)
    services = ("compute", "network", "image", "placement", "block_storage")
    conn: Any = SimpleNamespace(**{service: service for service in services})
    found = ask_cloud(conn, SITE).image
    assert found is not None
    assert found.begins_as == told
