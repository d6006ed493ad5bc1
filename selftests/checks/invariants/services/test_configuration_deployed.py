"""Containers run with the configuration that is deployed."""

import pytest

from conformance.checks.facts.readers.read_deployment import deployed
from conformance.checks.invariants import hold
from conformance.model.facts import DeployedFiles
from conformance.model.invariant import NotApplicable
from conformance.probe.chunks import Chunk
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

SAME, NONE = DeployedFiles(compared=True), DeployedFiles(compared=False)
CASE = Case(
    "configuration_deployed",
    around(host(deployed_nova_compute=DeployedFiles(compared=True, differing=("nova.conf",)), deployed_libvirt=SAME)),
    "nova_compute runs with the configuration that is deployed on h1",
    "in its container are others of nova.conf",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_services_that_run_in_no_containers_of_kollas_say_nothing() -> None:
    with pytest.raises(NotApplicable, match="do not run in containers of Kolla's"):
        hold("configuration_deployed", around(host(deployed_nova_compute=NONE, deployed_libvirt=NONE)), "h1")


def test_libvirt_on_the_host_itself_leaves_nova_compute_to_be_compared() -> None:
    hold("configuration_deployed", around(host(deployed_nova_compute=SAME, deployed_libvirt=NONE)), "h1")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("none\n", NONE),
        ("same\n", SAME),
        (
            "ERROR:__main__:The content of source file(/var/lib/kolla/config_files/nova.conf) and dest file(/etc/nova/nova.conf) "
            "are not equal.\n"
            "ERROR:__main__:ConfigFileBadState: Following files are in bad state: ['/var/lib/kolla/config_files/nova.conf']\n",
            DeployedFiles(compared=True, differing=("nova.conf",)),
        ),
        (
            "ERROR:__main__:StateMismatch: The following config files are tracked in state but missing from the config file. "
            "They would be restored or removed: ['/etc/nova/policy.yaml']",
            DeployedFiles(compared=True, differing=("config.json",)),
        ),
    ],
)
def test_what_kollas_own_program_says_is_read(said: str, read: DeployedFiles) -> None:
    assert deployed(Chunk(name="deployed_libvirt", text=said, rc=0, error="")) == read


def test_other_words_are_no_answer() -> None:
    with pytest.raises(ValueError, match="password is required"):
        deployed(Chunk(name="deployed_libvirt", text="sudo: a password is required", rc=0, error=""))
