"""conformance doctor says what is wrong with a site, a line each, and how bad it is by its exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from selftests.doctor.conftest import WELL, SiteUnderTest, site  # noqa: F401 - a fixture
from selftests.probe.answers import state
from selftests.stand_ins.services import engine
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF

pytestmark = SDK_WARNS_OF_ITSELF


def doctor(site: SiteUnderTest, *options: str, cloud: str = "small") -> Result:  # noqa: F811
    arguments = ["--os-cloud", cloud, "--profile", str(site.profile), "--inventory", str(site.inventory), "--timeout", "5", *options]
    return CliRunner().invoke(main, ["doctor", *arguments])


def test_a_site_that_is_ready_is_a_line_for_each_thing_and_exit_code_0(site: SiteUnderTest) -> None:  # noqa: F811
    result = doctor(site)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert [line.split()[:2] for line in lines] == [
        ["ok", f"{subject}:"] for subject in ("profile", "inventory", "cloud", "rights", "guest", "hosts", "compute-01", "compute-02")
    ]
    assert lines[-1] == (
        "ok       compute-02: is reached; nova_compute is container nova_compute, nova_libvirt is container nova_libvirt, "
        "l2_agent is container ovn_controller"
    )


def test_what_to_type_next_is_said_last(site: SiteUnderTest) -> None:  # noqa: F811
    known = f"--os-cloud small --profile {site.profile} --inventory {site.inventory}"
    assert doctor(site).stderr.splitlines() == [
        f"next: conformance run {known} -- --no-disruption",
        f"then: conformance run {known} -- -n 4",
    ]
    site.stand_in("docker", engine())
    assert doctor(site).stderr.splitlines() == [f"next: do what the lines above say, and see: conformance doctor {known}"]


def test_a_problem_is_a_line_and_exit_code_1(site: SiteUnderTest) -> None:  # noqa: F811
    site.stand_in("docker", engine(**WELL | {"nova_libvirt": state("exited")}))
    result = doctor(site)
    assert result.exit_code == 1
    assert (
        "problem  compute-01: nova_libvirt (container nova_libvirt) does not run: exited. Start it: docker start nova_libvirt"
    ) in result.output.splitlines()


def test_what_no_run_would_start_with_is_exit_code_4(site: SiteUnderTest) -> None:  # noqa: F811
    result = doctor(site, cloud="smal")
    assert result.exit_code == 4
    assert "fatal    cloud: there is no cloud 'smal' in " in result.output


def test_a_command_line_without_profile_is_exit_code_2() -> None:
    result = CliRunner().invoke(main, ["doctor", "--os-cloud", "small"])
    assert result.exit_code == 2
    assert "--profile" in result.output


# what is wrong with the site, and the exit code
FAULTS: dict[str, tuple[Callable[[SiteUnderTest], object], int]] = {
    "nothing": (lambda _: None, 0),
    "a service": (lambda one: one.stand_in("docker", engine()), 1),
    "the profile": (lambda one: one.say("hots: {}"), 4),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_json_document_says_it_all(site: SiteUnderTest, fault: str) -> None:  # noqa: F811
    break_it, exit_code = FAULTS[fault]
    break_it(site)
    result = doctor(site, "--json")
    document = json.loads(result.output)
    assert (result.exit_code, document["exit_code"]) == (exit_code, exit_code)
    assert {key: document[key] for key in ("cloud", "profile", "inventory")} == {
        "cloud": "small",
        "profile": str(site.profile),
        "inventory": str(site.inventory),
    }
    assert {tuple(finding) for finding in document["findings"]} == {("status", "subject", "text", "service", "found")}
    assert any(finding["status"] in {"problem", "fatal"} for finding in document["findings"]) == (exit_code > 0)


def test_the_password_is_never_said(site: SiteUnderTest, clouds_yaml: Callable[[str], Path]) -> None:  # noqa: F811
    clouds_yaml(site.cloud.clouds_yaml(password="not-to-be-seen"))
    for options in ((), ("--json",)):
        assert "not-to-be-seen" not in doctor(site, *options).output


def test_every_exit_code_is_documented() -> None:
    output = CliRunner().invoke(main, ["doctor", "--help"]).output
    codes = output.partition("Exit codes:")[2]
    assert [line.split()[0] for line in codes.splitlines() if line.strip() and line.split()[0].isdigit()] == ["0", "1", "2", "4"]
