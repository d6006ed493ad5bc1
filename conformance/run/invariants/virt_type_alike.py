"""Guests are run in the same way everywhere."""

from collections.abc import Sequence

from conformance.run.comparison import expect_alike
from conformance.run.host_facts import HostFacts


def check_among(host: HostFacts, others: Sequence[HostFacts]) -> None:
    """virt_type is that of the other hosts: a running guest cannot change from emulation to acceleration or back."""
    expect_alike("virt_type", host, others, lambda one: one.nova_conf.virt_type)
