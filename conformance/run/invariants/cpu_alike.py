"""Guests get the same CPU everywhere."""

from collections.abc import Sequence

from conformance.run.comparison import expect_alike
from conformance.run.host_facts import HostFacts


def check_among(host: HostFacts, others: Sequence[HostFacts]) -> None:
    """cpu_mode, cpu_models and extra flags are those of the other hosts: else guests can leave in one direction only."""
    expect_alike("CPU configuration", host, others, _cpu)


def _cpu(host: HostFacts) -> str:
    conf = host.nova_conf
    words = [f"cpu_mode = {conf.cpu_mode or 'not set'}"]
    if conf.cpu_models:
        words.append(f"cpu_models = {','.join(conf.cpu_models)}")
    if conf.cpu_model_extra_flags:
        words.append(f"cpu_model_extra_flags = {','.join(conf.cpu_model_extra_flags)}")
    return ", ".join(words)
