"""The fake cloud for fuzz targets: one for all inputs of a target, put back to what it was before each."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from openstack.connection import Connection

from conformance.cloud.connection import connect
from conformance.cloud.retries import RetryPolicy
from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving, write_access

_current: list[FakeCloud] = []


@contextmanager
def fake_cloud() -> Iterator[None]:
    """A cloud of two hosts, for :func:`current`."""
    with (
        tempfile.TemporaryDirectory() as directory,
        serving(FakeCloud(Path(directory), [Host("h1"), Host("h2")])) as cloud,
        mock.patch.dict(os.environ, write_access(cloud)),
    ):
        _current.append(cloud)
        try:
            yield
        finally:
            _current.pop()


def current() -> tuple[FakeCloud, Connection]:
    """The cloud that answers now, as it is when nothing was done in it, and a new connection to it."""
    cloud = _current[-1]
    cloud.servers.clear()
    cloud.groups.clear()
    cloud.migrations.clear()
    cloud.seen.clear()
    cloud.bodies.clear()
    cloud.queries.clear()
    return cloud, connect("fake", policy=RetryPolicy.WAIT)
