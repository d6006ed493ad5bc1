"""By which programs libvirt and Open vSwitch are asked, where a deployment has them under other names."""

from pydantic import Field

from conformance.model.base import Noun


class Clients(Noun):
    """The programs by which libvirt and Open vSwitch are asked, and whom libvirt's client calls."""

    virsh: str = Field(
        default="virsh", min_length=1, description="Libvirt's client where nova_libvirt runs: a name on the PATH, or a path."
    )
    libvirt_uri: str = Field(default="qemu:///system", min_length=1, description="Whom it asks: libvirt's own hypervisor, as Nova does.")
    ovs_vsctl: str = Field(
        default="ovs-vsctl",
        min_length=1,
        description="Open vSwitch's client where vswitch (else l2_agent) runs: a name on the PATH, or a path.",
    )
