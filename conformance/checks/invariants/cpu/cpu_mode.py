"""cpu_mode is one that can work."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="cpu-incompatible-spawn",
    why="With a mode that libvirt does not support, or models that do not go with it, no instance starts.",
    remedy="Set [libvirt] cpu_mode = custom with cpu_models, or host-model without; virsh domcapabilities shows what there is.",
    practice="Set a cpu_mode that the host's libvirt supports.",
    source=(SPAWN_GUIDE.at("root cause 6"),),
    rank=6,
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """cpu_mode and cpu_models fit each other, and libvirt supports the mode for domains of virt_type: else nova-compute does not start."""
    conf = host.conf
    if conf.virt_type not in {"kvm", "qemu"}:
        raise NotApplicable(f"virt_type is {conf.virt_type}, whose domains have no CPU mode")
    if conf.cpu_models and conf.cpu_mode != "custom":
        seen = f"cpu_mode = {conf.cpu_mode or 'not set'}, cpu_models = {','.join(conf.cpu_models)}"
        raise CloudFault("cpu_models only with cpu_mode = custom", seen, host.name)
    mode = conf.cpu_mode or _default(host)
    if mode == "none":
        return
    if mode == "custom" and not conf.cpu_models and host.libvirt.architecture != "aarch64":
        raise CloudFault("cpu_models with cpu_mode = custom", "cpu_models is not set", host.name)
    supported = host.domain_type.cpu_modes
    if mode not in supported:
        raise CloudFault(f"libvirt supports cpu_mode = {mode}", f"it supports {', '.join(supported) or 'none'}", host.name)


def _default(host: Host) -> str:
    """What Nova takes where cpu_mode is not set."""
    return "host-passthrough" if host.libvirt.architecture == "aarch64" else "host-model"
