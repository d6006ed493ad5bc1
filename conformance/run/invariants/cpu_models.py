"""The configured CPU models can run here."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts

_WORDS = {"no": "not usable", "unknown": "libvirt cannot tell"}


def check(host: HostFacts) -> None:
    """Libvirt knows each of cpu_models, and this host's CPU can be it."""
    models = host.nova_conf.cpu_models
    if not models:
        raise NotApplicable("no cpu_models are configured")
    usable = {
        (model.text or "").lower(): model.get("usable", "unknown")
        for model in host.domain_capabilities.findall("cpu/mode[@name='custom']/model")
    }
    # Nova takes the names in any case
    states = {name: usable.get(name.lower(), "unknown to libvirt") for name in models}
    wrong = [f"{name}: {_WORDS.get(state, state)}" for name, state in states.items() if state != "yes"]
    if wrong:
        raise CloudFault(f"the host's CPU can be each of cpu_models: {', '.join(models)}", ", ".join(wrong), host.name)
