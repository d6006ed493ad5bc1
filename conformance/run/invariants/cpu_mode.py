"""cpu_mode is one that can work."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts


def check(host: HostFacts) -> None:
    """cpu_mode and cpu_models fit each other, and libvirt supports the mode for domains of virt_type: else nova-compute does not start."""
    conf = host.nova_conf
    if conf.virt_type not in {"kvm", "qemu"}:
        raise NotApplicable(f"virt_type is {conf.virt_type}, whose domains have no CPU mode")
    if conf.cpu_models and conf.cpu_mode != "custom":
        seen = f"cpu_mode = {conf.cpu_mode or 'not set'}, cpu_models = {','.join(conf.cpu_models)}"
        raise CloudFault("cpu_models only with cpu_mode = custom", seen, host.name)
    mode = conf.cpu_mode or _default(host)
    if mode == "none":
        return
    if mode == "custom" and not conf.cpu_models and _architecture(host) != "aarch64":
        raise CloudFault("cpu_models with cpu_mode = custom", "cpu_models is not set", host.name)
    supported = [element.get("name") for element in host.domain_capabilities.findall("cpu/mode[@supported='yes']")]
    if mode not in supported:
        raise CloudFault(f"libvirt supports cpu_mode = {mode}", f"it supports {', '.join(filter(None, supported)) or 'none'}", host.name)


def _architecture(host: HostFacts) -> str:
    return host.capabilities.findtext("host/cpu/arch") or ""


def _default(host: HostFacts) -> str:
    """What Nova takes where cpu_mode is not set."""
    return "host-passthrough" if _architecture(host) == "aarch64" else "host-model"
