"""The fake cloud with a block storage service."""

import pytest

from conformance.instances.context import RunContext
from conformance.instances.volumes.disks import CloudDisks
from selftests.stand_ins.fake_cloud import FakeCloud
from selftests.stand_ins.fake_volumes import FakeVolumes


@pytest.fixture
def storage(cloud: FakeCloud) -> FakeVolumes:
    return cloud.with_volumes()


@pytest.fixture
def disks(run: RunContext, monkeypatch: pytest.MonkeyPatch) -> CloudDisks:
    monkeypatch.setattr("conformance.instances.volumes.disks._GRACE", 0.3)
    return CloudDisks(run)
