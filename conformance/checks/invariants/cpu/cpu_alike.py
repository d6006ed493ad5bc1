"""Guests get the same CPU everywhere."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="cpu-incompatible-migration",
    why="Where hosts give guests different CPUs, guests can leave but not come back: seen only at the second migration.",
    remedy="Give all hosts the same cpu_mode, cpu_models and cpu_model_extra_flags; guests get them at their next hard reboot.",
    practice="Give all hosts the same CPU mode and model.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 1"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """cpu_mode, cpu_models and extra flags are those of the other hosts: else guests can leave in one direction only."""
    expect_alike("CPU configuration", host, others, _cpu)


def _cpu(host: Host) -> str:
    conf = host.conf
    words = [f"cpu_mode = {conf.cpu_mode or 'not set'}"]
    if conf.cpu_models:
        words.append(f"cpu_models = {','.join(conf.cpu_models)}")
    if conf.cpu_model_extra_flags:
        words.append(f"cpu_model_extra_flags = {','.join(conf.cpu_model_extra_flags)}")
    return ", ".join(words)
