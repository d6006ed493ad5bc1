"""Nova gets from every host to every other by SSH."""

from conformance.checks.facts.reach import SSH, by_ssh
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import nova_file
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="resize-ssh-failed",
    why="A resize or cold migration makes directories and copies disks on the destination by SSH, as the user that nova-compute runs as.",
    remedy="Give that user a key that the other hosts accept and their host keys in known_hosts; ssh -o BatchMode=yes DESTINATION true.",
    practice="Let nova's user log in over SSH from every compute host to every other.",
    source=(
        nova_file("nova/virt/libvirt/volume/remotefs.py", "SshDriver"),
        nova_file("nova/conf/libvirt.py", "remote_filesystem_transport"),
    ),
    rank=13,
    stops=(OperationKind.COLD_MIGRATION,),
)


def check_pair(source: Host, destination: Host) -> None:
    """The user that nova-compute runs as logs in on each other host, without being asked, at the address that Nova uses."""
    if not by_ssh(source):
        raise NotApplicable("remote_filesystem_transport is http: nothing is copied by SSH")
    way = source.way_to(destination, SSH)
    if way.barred:
        raise CloudFault(f"{source.name} logs in on {destination.name} ({way.target}) as nova-compute does", way.barred, source.name)
