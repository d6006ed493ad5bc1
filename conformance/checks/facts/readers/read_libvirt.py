"""What libvirt says, as its client prints it."""

from xml.etree import ElementTree

from conformance.checks.facts.fact import ProbePoint, Question, Said, fact, fact_of_several
from conformance.checks.facts.readers.read_machine import KVM, device
from conformance.model.facts import QEMU_PORTS, Domain, DomainType, Libvirt
from conformance.probe.chunks import Chunk, groups
from conformance.probe.libvirt import hypervisor_version, library_version
from conformance.transport.command import quoted

VIRT_TYPES = ("kvm", "qemu")


def libvirt(of: Said) -> Libvirt:
    """All of it; nodeinfo and the lists of domains may have failed."""
    said = of.chunks
    host = _xml(said["capabilities"].text)
    uid, gid = _qemu_user(host)
    node = {name.strip(): value.split() for name, _, value in (line.partition(":") for line in said["nodeinfo"].lines)}
    running = set(said["running"].text.split())
    architecture = host.findtext("host/cpu/arch") or ""
    return Libvirt(
        version=library_version(said["version"].text),
        qemu=hypervisor_version(said["version"].text),
        architecture=architecture,
        cpu_model=host.findtext("host/cpu/model") or "",
        cpu_features=tuple(sorted(feature.get("name", "") for feature in host.findall("host/cpu/feature"))),
        cpus=int(node["CPU(s)"][0]) if "CPU(s)" in node else 0,
        memory_mib=int(node["Memory size"][0]) // 1024 if "Memory size" in node else 0,
        security_models=_security_models(host),
        machines=tuple(sorted({machine.text or "" for machine in host.findall("guest/arch/machine")})),
        machine_aliases=_aliases(host, architecture),
        domain_types=tuple(_domain_type(kind, offer) for kind, offer in groups(said["domain_types"].text) if offer.strip()),
        domains=tuple(Domain(uuid=uuid, running=uuid in running) for uuid in sorted(said["domains"].text.split())),
        uid=uid,
        gid=gid,
    )


def migration_ports(chunk: Chunk) -> tuple[int, int]:
    """The first and the last port that QEMU receives guests on; libvirt's own defaults where qemu.conf does not say."""
    said = dict(line.split()[:2] for line in chunk.lines if len(line.split()) >= 2)
    first, last = QEMU_PORTS
    ports = int(said.get("migration_port_min", first)), int(said.get("migration_port_max", last))
    if not 0 < min(ports) <= max(ports) < 2**16:
        raise ValueError("the ports of migrations are none of TCP's")
    return ports


def kvm_refused(chunk: Chunk) -> str | None:
    """Why the user of QEMU cannot open /dev/kvm; None if that user can."""
    return " ".join(chunk.text.split()) or None


def _xml(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - libvirt's own output, of a host that we are let in to


def _aliases(host: ElementTree.Element, architecture: str) -> dict[str, str]:
    """Machine types that have another name for guests of that architecture, by that name."""
    machines = (machine for arch in host.findall("guest/arch") if arch.get("name") == architecture for machine in arch.findall("machine"))
    return {machine.text or "": canonical for machine in machines if (canonical := machine.get("canonical"))}


def _security_models(host: ElementTree.Element) -> tuple[str, ...]:
    """By what libvirt keeps guests apart, besides their user ids."""
    models = (model.text or "" for model in host.findall("host/secmodel/model"))
    return tuple(sorted(model for model in models if model not in {"dac", "none"}))


def _qemu_user(host: ElementTree.Element) -> tuple[int, int]:
    """Uid and gid that libvirt starts QEMU with, as it says itself: +UID:+GID; root where it says nothing."""
    for model in host.findall("host/secmodel"):
        label = model.findtext("baselabel[@type='kvm']") or model.findtext("baselabel") or ""
        if model.findtext("model") == "dac" and ":" in label:
            uid, _, gid = label.replace("+", "").partition(":")
            return int(uid), int(gid)
    return 0, 0


def _domain_type(virt_type: str, offer: str) -> DomainType:
    found = _xml(offer)
    return DomainType(
        virt_type=found.findtext("domain") or virt_type,
        machine=found.findtext("machine") or "",
        cpu_modes=tuple(mode.get("name", "") for mode in found.findall("cpu/mode[@supported='yes']")),
        models={(model.text or "").lower(): model.get("usable", "unknown") for model in found.findall("cpu/mode[@name='custom']/model")},
        host_model=found.findtext("cpu/mode[@name='host-model']/model") or "",
    )


_SAID = ("version", "capabilities", "nodeinfo", "domains", "running", "kvm_refused")

FACTS = (
    fact("kvm_inside", ProbePoint.LIBVIRT, KVM, device),
    fact("migration_ports", ProbePoint.LIBVIRT, quoted("ports"), migration_ports),
    fact_of_several(
        "libvirt",
        (
            Question(ProbePoint.LIBVIRT, quoted("libvirt"), _SAID),
            Question(ProbePoint.LIBVIRT, quoted("domain_types"), ("domain_types",), later=True, after="version"),
        ),
        libvirt,
        needs=("version", "capabilities", "domain_types"),
        theirs=True,
    ),
    fact("kvm_refused", ProbePoint.LIBVIRT, None, kvm_refused),
)
