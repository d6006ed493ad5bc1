"""Every disk has the image that it stands on."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="image-invalid",
    why="A disk whose backing file is gone is lost to its instance: it runs on until its next start or migration.",
    remedy="Find the image's file on another host or in Glance, and put it back under _base before anything is restarted.",
    practice="See that the backing file of every disk can be reached.",
    source=(SPAWN_GUIDE.at("root cause 3"),),
)


def check(host: Host) -> None:
    """Each of the newest disks of instances has a sound header, and the file under _base is there that it stands on."""
    host.require("disks")
    if not host.facts.disks:
        raise NotApplicable("there is no instance's disk in a file")
    for disk in host.facts.disks:
        if disk.problem:
            raise CloudFault(f"{disk.path} is sound, and the file is there that it stands on", disk.problem, host.name)
