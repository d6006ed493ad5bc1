"""Faults that need a lab with TLS."""

from lab.faults.registry import faults
from lab.layout import NetworkBackend, Shape


def test_there_are_faults_that_need_tls() -> None:
    of_tls = {named.name for named in faults() if named.fault.tls}
    assert of_tls >= {"libvirt-certificate-expired", "libvirt-certificate-other-name", "libvirt-certificate-other-authority"}
    assert "api-certificate-not-trusted" in of_tls
    for named in faults():
        if named.name in of_tls:
            assert named.fault.fits(Shape.SUPERVISOR, NetworkBackend.OPENVSWITCH, tls=True)
            assert not named.fault.fits(Shape.SUPERVISOR, NetworkBackend.OPENVSWITCH, tls=False)
