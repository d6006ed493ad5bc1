"""The locks of a run's hosts: its own, or shared with other runs over the same cloud."""

import hashlib

from conformance.cloud.connection import identity_of
from conformance.coordination.coordination import Coordination
from conformance.run.run_facts import RunFacts


def coordinated(facts: RunFacts, url: str | None, member: str) -> Coordination:
    """The locks: by files in the run's directory, or by a coordination service, where they are named by the cloud.

    :param url: of the service; None: this run shares its hosts with no other
    :param member: the name of this process in the run
    :raises UsageProblem: the service is not there
    """
    if not url:
        directory = facts.run_dir / "slots"
        directory.mkdir(exist_ok=True)
        return Coordination(f"file://{directory}", member)
    # runs on other machines may call the cloud by another name
    cloud = hashlib.sha256(identity_of(facts.site.cloud).encode()).hexdigest()[:12]
    return Coordination(url, f"{facts.run_id}-{member}", f"conformance-{cloud}.")
