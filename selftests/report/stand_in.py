"""A conftest for runs that report: a run's facts and hold on the cloud, without a cloud to discover."""

CONFTEST = '''
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.hosts import ComputeHost, HostPair
from conformance.model.operation import Operation
from conformance.model.site import Site
from conformance.plugin import reporting
from conformance.plugin.state import FACTS, PLACE
from conformance.run.run_facts import RunFacts, RunPlace
from conformance.instances.context import RunContext
from conformance.run_dir.journal import Journal
from conformance.inventory.reached import Inventory, InventoryHost
from conformance.config.profile_model import Profile
from conformance.target import Target
from selftests.diagnosis.evidence.recorded_cloud import SERVER, connection_to

if "STAND_IN_WITHOUT_PAGE" in os.environ:
    reporting.allure_command = lambda: None
    reporting.first_page = lambda run, run_dir: (None, None)

RUN_DIR = Path(os.environ["STAND_IN_RUN"])
HOSTS = os.environ.get("STAND_IN_HOSTS", "compute-01 compute-02").split()
SITE = Site(
    cloud="stand-in", profile="lab", image="i", flavor="f", resize_flavor="r", network="n",
    hosts=tuple(ComputeHost(name=n, hypervisor=n, zone="nova", enabled=True, up=True) for n in HOSTS),
    versions={"Nova API": "2.96", "libvirt": "9.0.0", "QEMU": "7.2.0"},
    host_versions={"nova": {"compute-01": "33.0.2", "compute-02": "34.0.0"}},
)
PROFILE = Profile()
INVENTORY = Inventory(hosts={n: InventoryHost(name=n, address="127.0.0.1", port=1) for n in HOSTS})
TARGET = Target(cloud="stand-in", profile_name="lab", profile=PROFILE, inventory=INVENTORY)
OUT_OF_REACH = TARGET.hosts()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.stash[FACTS] = RunFacts(run_id="run-1", run_dir=RUN_DIR, target=TARGET, site=SITE, out_of_reach={})
    if not hasattr(config, "workerinput"):
        config.stash[PLACE] = RunPlace(run_id="run-1", run_dir=RUN_DIR)


@pytest.fixture(scope="session")
def run(run_facts):
    with connection_to(os.environ["STAND_IN_CLOUD"]) as conn:
        yield RunContext(
            run_id="run-1", run_dir=RUN_DIR, worker="main", site=SITE, profile=PROFILE, conn=conn, hosts=OUT_OF_REACH, ledger=None,
            journal=Journal(RUN_DIR / "journal.jsonl"), slots=None,
        )


@pytest.fixture
def record(run, request):
    """Journals an operation of the test as if it had been done."""

    def record(kind, source=None, destination=None, outcome="failed"):
        operation = Operation(
            kind=kind, server_id=SERVER, request_id="req-global", source=source, destination=destination,
            started=datetime.now(UTC), seconds=1.5, outcome=outcome,
        )
        run.journal.test = request.node.nodeid
        run.journal.append(operation)
        return operation

    return record


class Failed(CloudFault):
    def __init__(self, expected, seen, host, operation):
        super().__init__(expected, seen, host)
        self.operation = operation
        self.add_note("request id: req-global")
'''

TESTS = '''
import pytest
from conftest import Failed
from conformance.model.errors import CloudFault, SuiteFault


@pytest.mark.boot
def test_boot(compute_host, record):
    """ACTIVE alone says that Nova is content."""
    if compute_host == "compute-02":
        raise Failed("server ACTIVE on compute-02 within 300 s", "status ERROR", None, record("boot", None, "compute-02"))
    record("boot", None, compute_host, outcome="done")


@pytest.mark.live_migration
def test_live_migration(host_pair, record):
    """The same guest goes on, on the other host."""
    record("live-migration", host_pair.source, host_pair.destination, outcome="done")
    if host_pair.destination == "compute-02":
        before, after = "boot-1", "boot-2"
        assert before == after


@pytest.mark.cold_migration
def test_cold_migration(host_pair):
    """Its disk goes from host to host."""
    if host_pair.source == "compute-02":
        raise SuiteFault("compute-02: SSH key refused. Give the suite a key that the host accepts")
    pytest.skip("host-disabled: compute-01 is disabled in Nova")


def test_acceleration(compute_host):
    """The host can do what virt_type says."""
    if compute_host == "compute-01":
        raise CloudFault("/dev/kvm usable, as virt_type is kvm", "no such file", compute_host)
'''
