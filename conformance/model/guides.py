"""The guides that causes and practices were taken from most often, so that each title and address is written once."""

from typing import NamedTuple

from conformance.model.reference import Reference

_NOVA = "https://opendev.org/openstack/nova/src/branch/stable/2026.1/"


class Guide(NamedTuple):
    """A guide by its own title, and where it can be read."""

    title: str
    url: str

    def at(self, section: str) -> Reference:
        """A section of it."""
        return Reference(title=f"{self.title}, {section}", url=self.url)

    @property
    def whole(self) -> Reference:
        """All of it."""
        return Reference(title=self.title, url=self.url)


SPAWN_GUIDE = Guide(
    "OpenStack Error Guide: 'Instance failed to spawn' Nova Stuck in BUILD/spawning",
    "https://devopsaitoolkit.com/blog/openstack-error-instance-failed-to-spawn/",
)

LIVE_MIGRATION_GUIDE = Guide(
    "OpenStack Error Guide: Nova 'Live Migration failure' / Migration Failed",
    "https://devopsaitoolkit.com/blog/openstack-error-live-migration-failed/",
)

DEPLOY_GUIDE = Guide(
    "Failed to Deploy Virtual Machine (Private Cloud Director)",
    "https://docs.platform9.com/private-cloud-director/virtualized-clusters/troubleshooting-and-log-files/failed-to-deploy-virtual-machine",
)

KVM_GUIDE = Guide(
    "Fixing Nova Reboot Failures When QEMU Cannot Access /dev/kvm (Genestack)",
    "https://blog.rackspacecloud.com/blog/2026/04/08/fixing_nova_reboot_failures_when_qemu_cannot_access_devkvm",
)

NOVA_GUIDE = Guide(
    "OpenStack Nova Compute Service (by Tibsfox)",
    "https://github.com/Tibsfox/gsd-skill-creator/tree/HEAD/skills/openstack/nova",
)

CEPH_GUIDE = Guide("Block Devices and OpenStack (Ceph)", "https://docs.ceph.com/en/latest/rbd/rbd-openstack/")
CEPH_HEALTH = Guide("Health checks (Ceph)", "https://docs.ceph.com/en/latest/rados/operations/health-checks/")
CEPH_NETWORK = Guide("Network Configuration Reference (Ceph)", "https://docs.ceph.com/en/latest/rados/configuration/network-config-ref/")
CEPH_RELEASES = Guide(
    "Ceph (RADOS Block Device), Cinder's driver",
    "https://docs.openstack.org/cinder/2026.1/configuration/block-storage/drivers/ceph-rbd-volume-driver.html",
)


def nova_file(path: str, names: str = "") -> Reference:
    """A file of Nova, in the release that it was read in.

    :param names: what in it: an option, a class, a function
    """
    return Reference(title=f"{path} (Nova 2026.1)" + (f": {names}" if names else ""), url=_NOVA + path)
