"""What suites ask for."""

from collections.abc import Iterator
from typing import cast

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import find, hold
from conformance.checks.skips import too_few_hosts
from conformance.cloud.calls import Calls
from conformance.cloud.retries import RetryPolicy
from conformance.cloud.wait import DEFAULT_PACE, Pace
from conformance.config.profile_model import Profile
from conformance.coordination.slots import Slots
from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest
from conformance.instances.images import CloudImages
from conformance.instances.interfaces import CloudInterfaces
from conformance.instances.location import CloudLocation
from conformance.instances.volumes.disks import CloudDisks
from conformance.model import instance
from conformance.model import volumes as model_volumes
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.hosts import HostPair
from conformance.model.invariant import NOT_APPLICABLE, Holds, NotApplicable
from conformance.operations.lifecycle.member import ProjectMember
from conformance.operations.operate import CloudOperations
from conformance.operations.pool import Lease, ServerPool
from conformance.operations.rollback import CloudRollback
from conformance.operations.volumes.volumes import CloudVolumes, WrittenVolumes
from conformance.plugin.block_storage import hosts_that_name_it
from conformance.plugin.options import coordination_url
from conformance.plugin.state import PASSED, POOL, all_hosts, facts_of, known_hosts, worker_of
from conformance.probe.hosts import Hosts
from conformance.run.coordinated import coordinated
from conformance.run.limits import budgets_of
from conformance.run.run_facts import RunFacts
from conformance.run_dir.durations import Durations
from conformance.run_dir.journal import FILE as JOURNAL
from conformance.run_dir.journal import Journal
from conformance.run_dir.ledger import FILE as LEDGER
from conformance.run_dir.ledger import Ledger
from conformance.run_dir.troubles import Troubles
from conformance.target import Access
from conformance.upgrade.canaries import CloudCanaries
from conformance.upgrade.canary_set import CanarySet


@pytest.fixture(scope="session")
def run_facts(pytestconfig: pytest.Config) -> RunFacts:
    """What the controller found out about the cloud."""
    facts = facts_of(pytestconfig)
    if facts is None:
        pytest.skip("no cloud to test: give --os-cloud")
    return facts


@pytest.fixture(scope="session")
def profile(run_facts: RunFacts) -> Profile:
    """How the cloud is deployed."""
    return run_facts.target.profile


@pytest.fixture(scope="session")
def access(run_facts: RunFacts) -> Iterator[Access]:
    """The cloud's APIs and its hosts."""
    with run_facts.target.open(Troubles(run_facts.run_dir).note, RetryPolicy.WAIT, run=run_facts.run_id) as access:
        yield access


@pytest.fixture(scope="session")
def hosts(access: Access) -> Hosts:
    """Access to compute hosts."""
    return access.hosts


@pytest.fixture(scope="session")
def pace() -> Pace:
    """How often waits look."""
    return DEFAULT_PACE


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config, run_facts: RunFacts, profile: Profile, access: Access, pace: Pace) -> Iterator[RunContext]:
    """This worker's hold on the run."""
    worker = worker_of(pytestconfig)
    directory = run_facts.run_dir
    read = known_hosts(pytestconfig, run_facts)
    budgets = budgets_of(profile.limits, read, run_facts.site.needs)
    with coordinated(run_facts, coordination_url(pytestconfig), worker) as coordination:
        slots = Slots(coordination, budgets, profile.timeouts.slot, pace)
        yield RunContext(
            run_id=run_facts.run_id,
            run_dir=directory,
            worker=worker,
            site=run_facts.site,
            profile=profile,
            conn=access.conn,
            hosts=access.hosts,
            ledger=Ledger(directory / LEDGER),
            journal=Journal(directory / JOURNAL),
            slots=slots,
            pace=pace,
            durations=Durations(run_facts.durations),
            calls=Calls().follow(access.conn),
        )


@pytest.fixture
def compute_host(request: pytest.FixtureRequest, run_facts: RunFacts) -> str:
    """The name of a compute host; one test for each."""
    name = str(request.param)
    _gate(run_facts, name)
    return name


@pytest.fixture
def host_pair(request: pytest.FixtureRequest, run_facts: RunFacts) -> HostPair:
    """An ordered pair of different compute hosts; one test for each."""
    pair = run_facts.site.pair(request.param)
    _gate(run_facts, pair.source, pair.destination)
    return pair


def _gate(facts: RunFacts, *names: str) -> None:
    """:raises SuiteFault: nothing can be said about one of the hosts; as was found when the run began"""
    reasons = [facts.out_of_reach[name] for name in names if name in facts.out_of_reach]
    if reasons:
        raise SuiteFault(" ".join(reasons))


@pytest.fixture(scope="session")
def pool(pytestconfig: pytest.Config, run: RunContext) -> ServerPool:
    """The idle servers of this worker."""
    pool = pytestconfig.stash[POOL] = ServerPool(run)
    return pool


@pytest.fixture
def lease(request: pytest.FixtureRequest, run: RunContext, pool: ServerPool) -> Iterator[Lease]:
    """The servers that this test holds; the next one may have them if this one passes."""
    run.journal.test = request.node.nodeid
    lease = Lease(pool)
    yield lease
    lease.end(passed=request.node.stash.get(PASSED, False))


@pytest.fixture
def server_on(lease: Lease) -> instance.ServerOn:
    """Gives a server on a host: called in the test itself, as that it cannot be had is the cloud's fault."""
    return lease.server_on


@pytest.fixture
def operate(run: RunContext, lease: Lease) -> instance.Operate:
    """Every operation; each returns when server status, task, host and migration record agree."""
    return cast(instance.Operate, CloudOperations(run, lease))


@pytest.fixture
def another_host(compute_host: str, run_facts: RunFacts) -> str:
    """The name of the compute host that comes after compute_host, of those that tests may use."""
    names = [name for name in run_facts.planned_hosts if name not in run_facts.out_of_reach]
    if set(names) <= {compute_host}:
        pytest.skip(too_few_hosts(run_facts.site))
    later = [name for name in names if name > compute_host]
    return min(later or [name for name in names if name != compute_host])


@pytest.fixture
def images(run: RunContext) -> CloudImages:
    """The images that Nova makes of instances."""
    return CloudImages(run)


@pytest.fixture
def interfaces(run: RunContext, guest: CloudGuest) -> CloudInterfaces:
    """The ports that instances are given while they run."""
    return CloudInterfaces(run, guest)


@pytest.fixture
def member(run: RunContext) -> Iterator[instance.Member]:
    """A user of the run's project who is no administrator."""
    member = ProjectMember(run)
    yield member
    member.end()


@pytest.fixture(scope="session")
def guest(run: RunContext) -> CloudGuest:
    """What guests say of themselves, on their console and over their network."""
    return CloudGuest(run)


@pytest.fixture(scope="session")
def location(run: RunContext) -> CloudLocation:
    """Where instances are, for libvirt and for Placement."""
    return CloudLocation(run)


@pytest.fixture
def rollback(guest: CloudGuest, location: CloudLocation) -> instance.Rollback:
    """What a failed operation left."""
    return CloudRollback(guest, location)


@pytest.fixture(scope="session")
def written_volumes(pytestconfig: pytest.Config, run_facts: RunFacts, run: RunContext, pool: ServerPool) -> WrittenVolumes:
    """The volume and the snapshot of this worker that guests boot from."""
    names = [] if run.site.block_storage else hosts_that_name_it(pytestconfig, run_facts)
    return WrittenVolumes(run, pool, f"it has none, and nova.conf of {names[0]} says how Cinder is reached" if names else None)


@pytest.fixture
def volumes(written_volumes: WrittenVolumes, lease: Lease) -> model_volumes.Volumes:
    """What is done with volumes; each returns when Nova and Cinder agree."""
    return CloudVolumes(written_volumes, lease)


@pytest.fixture
def volume_server_on(written_volumes: WrittenVolumes, lease: Lease) -> model_volumes.VolumeServerOn:
    """Gives a server on a host that boots from a volume and has a second one; called in the test itself, as server_on is."""
    return CloudVolumes(written_volumes, lease).server_on


@pytest.fixture(scope="session")
def disks(run: RunContext) -> model_volumes.Disks:
    """What Nova, Cinder, libvirt and guests say of volumes."""
    return CloudDisks(run)


@pytest.fixture
def canaries(request: pytest.FixtureRequest, run: RunContext) -> instance.Canaries:
    """The canaries of an upgrade."""
    directory = request.config.getoption("canaries")
    if directory is None:
        pytest.skip("no canaries: `conformance canary` and `conformance gate` give them")
    run.journal.test = request.node.nodeid
    return CloudCanaries(run, CanarySet(directory))


@pytest.fixture(scope="session")
def host_facts(pytestconfig: pytest.Config, run_facts: RunFacts) -> AllHosts:
    """What the hosts that take part, and the cloud's APIs, say of themselves, read once a run."""
    return all_hosts(pytestconfig, run_facts)


@pytest.fixture
def holds(host_facts: AllHosts) -> Holds:
    """See that an invariant holds on a host, or of the cloud: holds("kvm_device", on=compute_host)."""

    def see(invariant: str, *, on: str | None = None) -> None:
        try:
            hold(invariant, host_facts, on)
        except NotApplicable as reason:
            pytest.skip(f"{NOT_APPLICABLE}: {reason}")
        except CloudFault as fault:
            about = find(invariant).about
            if about.cause:
                fault.add_note(f"leads to: {about.cause}")
            fault.add_note(f"remedy: {about.remedy}")
            raise

    return see
