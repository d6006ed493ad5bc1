"""A run over a cloud that is a fake, though reached as any other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.model.hosts import ComputeHost
from conformance.model.site import Site
from conformance.run.context import RunContext
from conformance.run.coordination import Coordination
from conformance.run.journal import Journal
from conformance.run.ledger import Ledger
from conformance.run.plan.budgets import Budgets
from conformance.run.slots import Slots
from conformance.run.troubles import Troubles
from conformance.run.wait import Pace
from conformance.site.cloud import connect
from conformance.site.hosts import Hosts
from conformance.site.inventory import read_inventory
from conformance.site.profile import load_profile
from conformance.site.retries import Patience
from selftests.run.fake_cloud import FLAVOR, IMAGE, NETWORK, RESIZE_FLAVOR, FakeCloud, Host, serving, write_access

MakeRun = Callable[..., RunContext]

RUN = "20260101T000000Z-0000"

QUICK = Pace(first=0.002, growth=1.2, longest=0.02)


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCloud]:
    directory = tmp_path / "cloud"
    directory.mkdir()
    with serving(FakeCloud(directory, [Host("a"), Host("b"), Host("c")])) as cloud:
        for name, value in write_access(cloud).items():
            monkeypatch.setenv(name, value)
        yield cloud


@pytest.fixture
def make_run(cloud: FakeCloud, tmp_path: Path) -> Iterator[Callable[..., RunContext]]:
    """Makes a worker's hold on the run; keywords are timeouts of the profile."""
    with ExitStack() as stack:

        def make(**timeouts: float) -> RunContext:
            profile = load_profile(str(cloud.directory / "fake.yaml"))
            profile = profile.model_copy(update={"timeouts": profile.timeouts.model_copy(update=timeouts)})
            hosts = tuple(ComputeHost(name=h.name, hypervisor=f"{h.name}.example", zone="nova", enabled=True, up=True) for h in cloud.hosts)
            site = Site(cloud="fake", profile="fake", hosts=hosts, image=IMAGE, flavor=FLAVOR, resize_flavor=RESIZE_FLAVOR, network=NETWORK)
            coordination = stack.enter_context(Coordination(f"file://{tmp_path}/slots", "main"))
            slots = Slots(coordination, Budgets(), profile.timeouts.slot, QUICK)
            return RunContext(
                run_id=RUN,
                run_dir=tmp_path,
                worker="main",
                site=site,
                profile=profile,
                conn=stack.enter_context(connect("fake", Troubles(tmp_path).note, Patience.WAITING)),
                hosts=stack.enter_context(Hosts(profile, read_inventory(cloud.directory / "inventory"))),
                ledger=Ledger(tmp_path / "ledger.jsonl", RUN),
                journal=Journal(tmp_path / "journal.jsonl"),
                slots=slots,
                pace=QUICK,
            )

        yield make


@pytest.fixture
def run(make_run: Callable[..., RunContext]) -> RunContext:
    return make_run()
