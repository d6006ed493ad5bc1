"""What stands beside the tests' results."""

import json
import re
from pathlib import Path

import pytest

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.hosts import ComputeHost
from conformance.model.site import Site
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED, Verdict
from conformance.report.allure.categories import allure2_categories, allure3_categories
from conformance.report.allure.config import Ended
from conformance.report.allure.executor import executor
from conformance.report.allure.results import write_run_metadata
from conformance.report.terminal.message import Complaint, message

TAXONOMY = load_taxonomy()
VERDICTS = [*(cause.id for cause in TAXONOMY.causes), UNCLASSIFIED, INSUFFICIENT_EVIDENCE]

SITE = Site(
    cloud="cloud",
    profile="lab",
    hosts=(ComputeHost(name="a", hypervisor="a", zone="nova", enabled=True, up=True),),
    image="i",
    flavor="f",
    resize_flavor="r",
    network="n",
    versions={"nova_api": "2.96", "qemu": "7.2.0 → größer"},
)

ENDED = Ended(exit_code=0, results=1)


@pytest.mark.parametrize("cause", VERDICTS)
@pytest.mark.parametrize("detail", [None, "why"])
@pytest.mark.parametrize("host", [None, "compute-01"])
def test_a_message_falls_into_its_own_category_of_allure_2_only(cause: str, detail: str | None, host: str | None) -> None:
    said = message(Complaint("e", "s"), Verdict(cause=cause, title="Title", detail=detail, host=host, confidence=0.5))
    matching = [
        category["name"] for category in allure2_categories(TAXONOMY) if re.fullmatch(category.get("messageRegex", "nothing"), said)
    ]
    assert [name.partition(":")[0] for name in matching] == [cause]


@pytest.mark.parametrize("cause", VERDICTS)
def test_a_label_falls_into_its_own_category_of_allure_3_only(cause: str) -> None:
    rules = [rule for rule in allure3_categories(TAXONOMY) if "labels" in rule["matchers"]]
    assert [rule["id"] for rule in rules if re.search(rule["matchers"]["labels"]["cause"], cause)] == [cause]


def test_suite_faults_stand_apart_in_both() -> None:
    for categories in (allure2_categories(TAXONOMY), allure3_categories(TAXONOMY)):
        (apart,) = [category for category in categories if "suite faults" in category["name"]]
        assert (apart.get("matchedStatuses") or apart["matchers"]["statuses"]) == ["broken"]


def test_the_environment_is_a_properties_file(tmp_path: Path) -> None:
    write_run_metadata(tmp_path, SITE, TAXONOMY, {}, (), ENDED)
    lines = (tmp_path / "allure-results" / "environment.properties").read_bytes().decode("latin-1").splitlines()
    assert "Nova\\ API=2.96" in lines
    assert "QEMU=7.2.0 \\u2192 größer" in lines
    assert "Cloud=cloud" in lines


def test_there_is_an_executor_in_a_pipeline_only(tmp_path: Path) -> None:
    write_run_metadata(tmp_path, SITE, TAXONOMY, {}, (), ENDED)
    assert not (tmp_path / "allure-results" / "executor.json").exists()
    write_run_metadata(tmp_path, SITE, TAXONOMY, {"GITHUB_ACTIONS": "true", "GITHUB_RUN_NUMBER": "7"}, (), ENDED)
    assert json.loads((tmp_path / "allure-results" / "executor.json").read_text())["buildOrder"] == 7


@pytest.mark.parametrize(
    ("environment", "kind", "url"),
    [
        (
            {
                "GITLAB_CI": "true",
                "CI_PROJECT_URL": "https://g/p",
                "CI_JOB_URL": "https://g/p/-/jobs/9",
                "CI_JOB_NAME": "hosts",
                "CI_PIPELINE_IID": "4",
            },
            "gitlab",
            "https://g/p/-/jobs/9",
        ),
        (
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": "https://h",
                "GITHUB_REPOSITORY": "o/r",
                "GITHUB_RUN_ID": "12",
                "GITHUB_RUN_NUMBER": "7",
            },
            "github",
            "https://h/o/r/actions/runs/12",
        ),
        (
            {"JENKINS_URL": "https://j/", "BUILD_URL": "https://j/job/x/3/", "BUILD_NUMBER": "3", "JOB_NAME": "x"},
            "jenkins",
            "https://j/job/x/3/",
        ),
    ],
)
def test_a_pipeline_is_known_by_its_variables(environment: dict[str, str], kind: str, url: str) -> None:
    found = executor(environment)
    assert found is not None
    assert (found["type"], found["buildUrl"]) == (kind, url)
    assert isinstance(found["buildOrder"], int)


def test_zuul_is_named_by_change_and_build() -> None:
    found = executor({"ZUUL_UUID": "ab12", "ZUUL_PIPELINE": "check", "ZUUL_PROJECT": "p", "ZUUL_CHANGE": "77", "ZUUL_PATCHSET": "2"})
    assert found == {"name": "Zuul", "type": "zuul", "buildName": "check p 77,2 ab12"}
