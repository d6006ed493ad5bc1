"""Guests are confined in the same way everywhere."""

from collections.abc import Sequence

from conformance.run.comparison import expect_alike
from conformance.run.host_facts import HostFacts


def check_among(host: HostFacts, others: Sequence[HostFacts]) -> None:
    """Libvirt has the same security drivers as on the other hosts: a guest labelled by one cannot arrive where there is none such."""
    expect_alike("libvirt's security drivers", host, others, lambda one: ", ".join(one.security_models) or "none")
