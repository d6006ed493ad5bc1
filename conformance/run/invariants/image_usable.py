"""The image that will be booted is what it says."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import About
from conformance.run.host import Cloud

ABOUT = About(
    cause="image-invalid",
    why="An image of size 0, or a raw one that is called qcow2, fails every instance that is made of it, on every host.",
    remedy="openstack image show IMAGE -c status -c disk_format -c size; upload it again, with the format that qemu-img info tells.",
    source="OpenStack Error Guide: Instance failed to spawn, root cause 3; Failed to Deploy Virtual Machine: validate the image",
)


def check_cloud(cloud: Cloud) -> None:
    """It is active, has a size above 0, and begins as images of its format do, as far as its first bytes tell."""
    cloud.insist("image")
    image = cloud.facts.image
    if image is None:
        raise CloudFault("an image to boot", "none")
    if image.status != "active" or image.size <= 0:
        raise CloudFault(f"image {image.name} is active and has a size above 0", f"{image.status}, {image.size} bytes")
    known = {"qcow2", "vmdk", "vhdx"}
    if (image.begins_as or image.format in known) and image.begins_as is not None and image.begins_as != image.format:
        raise CloudFault(f"image {image.name} begins as its format {image.format} does", f"it begins as {image.begins_as}")
