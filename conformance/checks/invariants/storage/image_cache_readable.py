"""Cached images can be read."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="image-invalid",
    why="A cached image is what every disk made of it stands on: a truncated one fails each new instance on this host only.",
    remedy="Remove the file under _base if no disk stands on it (qemu-img info --backing-chain); Nova fetches the image again.",
    practice="See that the cached images can be read (qemu-img info of _base).",
    source=(SPAWN_GUIDE.at("root cause 3"),),
)


def check(host: Host) -> None:
    """Each of the newest images under _base can be read, and has a sound header where it has one."""
    host.require("image_cache")
    if not host.facts.image_cache:
        raise NotApplicable("no image is cached")
    for image in host.facts.image_cache:
        if image.problem:
            raise CloudFault(f"{image.path} can be read and is sound", image.problem, host.name)
