"""Lists of processors are read up to the number that Linux can have."""

import pytest

from conformance.checks.facts.readers.read_machine import cpu, numa
from conformance.model.errors import CloudFault
from conformance.model.facts import NumaNode
from conformance.probe.chunks import Chunk
from conformance.probe.nova_conf import NovaConf
from conformance.probe.ranges import MOST, TooMany, members


def test_ranges_single_ones_and_those_to_leave_out() -> None:
    assert members("0-3,8,^2") == {0, 1, 3, 8}
    assert members("") == set()
    assert len(members(f"0-{MOST - 1}")) == MOST


@pytest.mark.parametrize("text", ["0-99999999", "0-9000000000000000", f"0-{MOST}", "^0-99999999", ",".join(["0-8000"] * 1000)])
def test_more_than_any_host_has_are_refused_before_they_are_counted_out(text: str) -> None:
    with pytest.raises(TooMany, match="more than 8192 processors"):
        members(text)


def test_an_option_with_too_many_is_named_with_its_host() -> None:
    conf = NovaConf("compute-07", {("compute", "cpu_dedicated_set"): "0-99999999"})
    with pytest.raises(CloudFault) as caught:
        _ = conf.cpu_dedicated_set
    assert caught.value.expected == "[compute] cpu_dedicated_set has a value that nova-compute takes"
    assert caught.value.seen == "'0-99999999': it names more than 8192 processors"
    assert caught.value.host == "compute-07"


@pytest.mark.parametrize("option", ["vif_plugging_timeout", "max_concurrent_live_migrations"])
@pytest.mark.parametrize("text", ["9" * 20, "9" * 5000])
def test_a_number_beyond_measure_is_refused_in_few_words(option: str, text: str) -> None:
    with pytest.raises(CloudFault) as caught:
        getattr(NovaConf("h", {("DEFAULT", option): text}), option)
    assert len(caught.value.seen) < 200


def test_a_host_cannot_have_more_processors_either() -> None:
    with pytest.raises(ValueError, match="more than 8192"):
        cpu(Chunk(name="cpu", text="x86_64\n99999999999", rc=0))
    with pytest.raises(ValueError, match="more than 8192"):
        numa(Chunk(name="numa", text="node 0 0-99999999\nNode 0 MemTotal: 1024 kB\n", rc=0))
    assert numa(Chunk(name="numa", text="node 0 0-7\nNode 0 MemTotal: 1024 kB\n", rc=0)) == (NumaNode(id=0, cpus="0-7", memory_mib=1),)
