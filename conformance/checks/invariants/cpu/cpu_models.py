"""The configured CPU models can run here."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="cpu-incompatible-spawn",
    why="A model that this CPU cannot be lets instances fail here that run on other hosts.",
    remedy="Set [libvirt] cpu_models to the lowest model that all hosts can be; virsh domcapabilities names those that are usable.",
    practice="Choose cpu_models that every host's CPU can be: the lowest common host CPU.",
    source=(SPAWN_GUIDE.at("root cause 6"), SPAWN_GUIDE.at("prevention best practices")),
    rank=7,
    stops=ARRIVES,
)

_WORDS = {"no": "not usable", "unknown": "libvirt cannot tell"}


def check(host: Host) -> None:
    """Libvirt knows each of cpu_models, and this host's CPU can be it."""
    models = host.conf.cpu_models
    if not models:
        raise NotApplicable("no cpu_models are configured")
    usable = host.domain_type.models
    # Nova takes the names in any case
    states = {name: usable.get(name.lower(), "unknown to libvirt") for name in models}
    # on some architectures, QEMU tells of no model whether the CPU can be it
    told = bool({"yes", "no"} & set(usable.values()))
    right = {"yes"} if told else {"yes", "unknown"}
    wrong = [f"{name}: {_WORDS.get(state, state)}" for name, state in states.items() if state not in right]
    if wrong:
        raise CloudFault(f"the host's CPU can be each of cpu_models: {', '.join(models)}", ", ".join(wrong), host.name)
    if not told:
        raise NotApplicable("libvirt cannot tell of any model whether this CPU can be it")
