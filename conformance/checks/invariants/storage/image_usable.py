"""The image that will be booted is what it says."""

from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="image-invalid",
    why="An image of size 0, or a raw one that is called qcow2, fails every instance that is made of it, on every host.",
    remedy="openstack image show IMAGE -c status -c disk_format -c size; upload it again, with the format that qemu-img info tells.",
    practice="Validate the image: active, of a size above 0, its content of its format.",
    source=(SPAWN_GUIDE.at("root cause 3"), DEPLOY_GUIDE.at("step 5 of the procedure")),
)

_TOLD_BY_BEGINNING = frozenset({"qcow2", "vhdx"})
"""Formats all of whose images begin alike."""


def check_cloud(cloud: Cloud) -> None:
    """It is active, has a size above 0, and begins as images of its format do, as far as its first bytes tell."""
    cloud.require("image")
    image = cloud.facts.image
    if image is None:
        raise CloudFault("an image to boot", "none")
    if image.status != "active" or image.size <= 0:
        raise CloudFault(f"image {image.name} is active and has a size above 0", f"{image.status}, {image.size} bytes")
    # others, raw above all, may begin with anything that is no other's beginning
    if image.begins_as is None or (not image.begins_as and image.format not in _TOLD_BY_BEGINNING):
        return
    if image.begins_as != image.format:
        seen = f"it begins as {image.begins_as}" if image.begins_as else "it begins as no image of a known format, as a raw one may"
        raise CloudFault(f"image {image.name} begins as its format {image.format} does", seen)
