"""What a guest may use of its processor is there where it goes."""

from conformance.checks.cpu_features import missing
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="cpu-incompatible-migration",
    why="A running guest keeps the features that it was started with; QEMU refuses to go on with it where one of them is missing.",
    remedy="Set cpu_mode = custom with cpu_models that the weakest host can be; bring microcode and mitigations to one level.",
    practice="Compare CPU models and features of both hosts before a live migration.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 1"), LIVE_MIGRATION_GUIDE.at("example root cause analysis")),
    rank=11,
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check_pair(source: Host, destination: Host) -> None:
    """Every feature of the source's processors that guests can see is there on the destination, where guests get the host's own CPU."""
    mode = source.conf.cpu_mode or "host-model"
    if source.virt_type != "kvm" or mode in {"none", "custom"}:
        raise NotApplicable(f"guests get no CPU of the host's own (virt_type {source.virt_type}, cpu_mode {mode})")
    if source.cpu.vendor != destination.cpu.vendor:
        raise CloudFault(f"{destination.name} has processors of {source.cpu.vendor}, as {source.name}", destination.cpu.vendor, source.name)
    lacking = missing(source.cpu, destination.cpu)
    if lacking:
        expected = f"{destination.name} has the features that guests get on {source.name} (cpu_mode {mode})"
        raise CloudFault(expected, f"missing: {', '.join(lacking)}", destination.name)
