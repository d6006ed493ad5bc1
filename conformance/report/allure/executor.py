"""Which pipeline ran the suite, for Allure's executor.json."""

from collections.abc import Mapping


def executor(environment: Mapping[str, str]) -> dict[str, str | int] | None:
    """The content of executor.json, read from the variables that a pipeline sets; None outside of one."""
    for pipeline in (_zuul, _gitlab, _github, _jenkins):
        found = pipeline(environment)
        if found:
            return {key: value for key, value in found.items() if value != ""}
    return None


def _order(number: str) -> str | int:
    return int(number) if number.isdecimal() else ""


def _zuul(environment: Mapping[str, str]) -> dict[str, str | int] | None:
    """Zuul tells its jobs in Ansible variables; these are there where a job exports them, as the legacy jobs do."""
    build = environment.get("ZUUL_UUID")
    if not build:
        return None
    change = ",".join(filter(None, (environment.get("ZUUL_CHANGE"), environment.get("ZUUL_PATCHSET"))))
    return {
        "name": "Zuul",
        "type": "zuul",
        "buildName": " ".join(filter(None, (environment.get("ZUUL_PIPELINE"), environment.get("ZUUL_PROJECT"), change, build))),
    }


def _gitlab(environment: Mapping[str, str]) -> dict[str, str | int] | None:
    if environment.get("GITLAB_CI") != "true":
        return None
    return {
        "name": "GitLab CI",
        "type": "gitlab",
        "url": environment.get("CI_PROJECT_URL", ""),
        "buildOrder": _order(environment.get("CI_PIPELINE_IID", "")),
        "buildName": f"{environment.get('CI_JOB_NAME', '')} #{environment.get('CI_PIPELINE_IID', '')}",
        "buildUrl": environment.get("CI_JOB_URL", ""),
    }


def _github(environment: Mapping[str, str]) -> dict[str, str | int] | None:
    if environment.get("GITHUB_ACTIONS") != "true":
        return None
    project = f"{environment.get('GITHUB_SERVER_URL', '')}/{environment.get('GITHUB_REPOSITORY', '')}"
    return {
        "name": "GitHub Actions",
        "type": "github",
        "url": project,
        "buildOrder": _order(environment.get("GITHUB_RUN_NUMBER", "")),
        "buildName": f"{environment.get('GITHUB_WORKFLOW', '')} #{environment.get('GITHUB_RUN_NUMBER', '')}",
        "buildUrl": f"{project}/actions/runs/{environment.get('GITHUB_RUN_ID', '')}",
    }


def _jenkins(environment: Mapping[str, str]) -> dict[str, str | int] | None:
    if "JENKINS_URL" not in environment or "BUILD_URL" not in environment:
        return None
    return {
        "name": "Jenkins",
        "type": "jenkins",
        "url": environment["JENKINS_URL"],
        "buildOrder": _order(environment.get("BUILD_NUMBER", "")),
        "buildName": f"{environment.get('JOB_NAME', '')} #{environment.get('BUILD_NUMBER', '')}",
        "buildUrl": environment["BUILD_URL"],
    }
