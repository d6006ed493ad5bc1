"""Which containers are given which certificates, for whom and with which mode, as Kolla-Ansible does it.

Source: Kolla-Ansible, ansible/roles/nova-cell/templates/nova-{libvirt,compute}.json.j2 (1a681814e). It has no files of QEMU's but those of
SPICE, which are given to it as these are.
"""

from lab.kolla.container import ConfigFile
from lab.layout import CONTROL
from lab.services import certificates
from lab.services.certificates import Purpose
from lab.services.rendering import Renderer

TRUST = f"--cacert {certificates.TRUSTED} "
"""curl's option."""


def of_client(renderer: Renderer) -> tuple[ConfigFile, ...]:
    """Of a container whose service asks APIs."""
    if not renderer.tls:
        return ()
    return (ConfigFile(certificates.TRUSTED, certificates.authority_file(renderer.layout).read_text(), mode=0o644),)


def of_api(renderer: Renderer, owner: str) -> tuple[ConfigFile, ...]:
    """Of the container of an API. :param owner: as whom it runs"""
    if not renderer.tls:
        return ()
    pair = certificates.of_node(renderer.layout, CONTROL, Purpose.SERVER)
    return (
        *of_client(renderer),
        ConfigFile(certificates.API_CERTIFICATE, pair.certificate, owner),
        ConfigFile(certificates.API_KEY, pair.key, owner),
    )


def of_nova_compute(renderer: Renderer, node: str) -> tuple[ConfigFile, ...]:
    """Of nova-compute, which asks APIs and libvirt."""
    if not renderer.tls:
        return ()
    files = certificates.of_client_of_libvirt(renderer.layout, node)
    return (*of_client(renderer), *(ConfigFile(file.path, file.text, "root:nova", 0o640) for file in files))


def of_hypervisor(renderer: Renderer, node: str) -> tuple[ConfigFile, ...]:
    """Of libvirt, which runs as root, and of QEMU, which runs as Nova's user."""
    if not renderer.tls:
        return ()
    return tuple(
        ConfigFile(file.path, file.text, "root:nova", 0o440) if file.of_qemu else ConfigFile(file.path, file.text)
        for file in certificates.of_hypervisor(renderer.layout, node)
    )
