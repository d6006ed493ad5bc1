"""nova-compute is configured alike."""

from conformance.checks.invariants import hold
from conformance.model.facts import HostFacts
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "nova_conf_alike",
    around(host(digests={"DEFAULT/debug": "bbbbbbbbbbbb"}), host("h2"), host("h3")),
    "nova.conf as on most hosts like it",
    "other values, or none, of [DEFAULT] debug",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_hosts_of_other_processors_may_be_configured_otherwise() -> None:
    def other(name: str) -> HostFacts:
        cpu = host().cpu
        assert cpu is not None
        return host(name, cpu=cpu.model_copy(update={"model": "Xeon"}), digests={"DEFAULT/debug": "bbbbbbbbbbbb"})

    hosts = around(host(), host("h2"), other("h3"), other("h4"), other("h5"))
    for name in hosts.names:
        hold("nova_conf_alike", hosts, name)
