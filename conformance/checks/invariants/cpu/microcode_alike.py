"""Processors of one kind run one microcode."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="cpu-incompatible-migration",
    why="Microcode adds and removes features (TSX, IBRS, SSBD): equal processors then refuse each other's guests.",
    remedy="Bring all hosts with that processor to the same microcode package and BIOS, and reboot them.",
    practice="Give all hosts the same microcode.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 1"),),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """The microcode is that of the other hosts with the same processor."""
    kind = _kind(host)
    like = [other for other in others if other.facts.cpu is not None and _kind(other) == kind]
    if not host.cpu.microcode:
        raise NotApplicable("the kernel does not tell the microcode")
    expect_alike(f"microcode of {host.cpu.model}", host, like, lambda one: one.cpu.microcode)


def _kind(host: Host) -> tuple[str, ...]:
    cpu = host.cpu
    return (cpu.vendor, cpu.family, cpu.model, cpu.stepping)
