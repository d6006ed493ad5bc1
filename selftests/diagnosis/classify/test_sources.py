"""Where a rule's words count."""

import pytest

from conformance.diagnosis.classify.sources import Weight, named_source, source_or_cli, weight
from conformance.model.evidence import Source


def test_a_text_counts_fully_where_the_rule_is_at_home() -> None:
    assert weight((Source.LIBVIRT,), Source.LIBVIRT) is Weight.AT_HOME


@pytest.mark.parametrize(
    ("home", "met_in"),
    [
        (Source.NOVA_COMPUTE, Source.SERVER_FAULT),
        (Source.NOVA_COMPUTE, Source.CLI),
        (Source.SERVER_FAULT, Source.NOVA_CONDUCTOR),
        (Source.QEMU, Source.NOVA_COMPUTE),
        (Source.LIBVIRT, Source.EVENTS),
        (Source.AUDIT, Source.DMESG),
        (Source.NEUTRON_SERVER, Source.NOVA_COMPUTE),
        (Source.CINDER_VOLUME, Source.NOVA_COMPUTE),
        (Source.CONSOLE, Source.CLI),
    ],
)
def test_a_text_counts_nearly_as_much_where_its_words_are_carried(home: Source, met_in: Source) -> None:
    assert weight((home,), met_in) is Weight.CARRIED


@pytest.mark.parametrize(
    ("home", "met_in"),
    [
        (Source.NOVA_COMPUTE, Source.CONSOLE),
        (Source.NOVA_COMPUTE, Source.GLANCE_API),
        (Source.NOVA_COMPUTE, Source.CINDER_VOLUME),
        (Source.AGENTS, Source.NOVA_COMPUTE),
        (Source.QEMU, Source.NEUTRON_AGENT),
    ],
)
def test_a_text_from_anywhere_else_does_not_count(home: Source, met_in: Source) -> None:
    assert weight((home,), met_in) is Weight.NOTHING


def test_a_rule_without_sources_holds_everywhere_but_in_what_decides_nothing_alone() -> None:
    assert {source for source in Source if not weight((), source)} == {Source.CONSOLE, Source.HOST, Source.HYPERVISORS, Source.INVARIANTS}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("nova-compute", Source.NOVA_COMPUTE),
        ("nova_compute", Source.NOVA_COMPUTE),
        ("Nova-Compute.log", Source.NOVA_COMPUTE),
        ("libvirtd", Source.LIBVIRT),
        ("neutron-openvswitch-agent", Source.NEUTRON_AGENT),
        ("pf9-ostackhost", Source.NOVA_COMPUTE),
        ("neutron-rpc-server.log", Source.NEUTRON_SERVER),
        ("neutron_periodic_worker", Source.NEUTRON_SERVER),
        ("neutron-ovn-maintenance-worker", Source.NEUTRON_SERVER),
        ("nova-super-conductor", Source.NOVA_CONDUCTOR),
        ("nova_metadata", Source.METADATA_AGENT),
        ("pf9-novncproxy", Source.CONSOLE_PROXY),
    ],
)
def test_a_source_is_known_by_its_names(name: str, source: Source) -> None:
    assert named_source(name) is source


@pytest.mark.parametrize("name", ["", "slack", "日本"])
def test_a_name_that_nobody_knows_is_a_pasted_text(name: str) -> None:
    assert named_source(name) is None
    assert source_or_cli(name) is Source.CLI
