"""Files of GitLab, GitHub and Jenkins: their published schemas, and their shell steps over a fake cloud."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from conformance.installation import INTEGRATIONS

TEMPLATE = INTEGRATIONS / "gitlab" / "templates" / "conformance" / "template.yml"
INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")


def _component(**given: Any) -> dict[str, Any]:
    """The jobs of the component with its inputs in their places, as GitLab puts them there."""
    spec, jobs = yaml.safe_load_all(TEMPLATE.read_text())
    values = {name: about.get("default") for name, about in spec["spec"]["inputs"].items()} | given

    def filled(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: filled(value) for key, value in node.items()}
        if isinstance(node, list):
            return [filled(value) for value in node]
        if not isinstance(node, str):
            return node
        whole = INPUT.fullmatch(node)
        return values[whole[1]] if whole else INPUT.sub(lambda match: str(values[match[1]]), node)

    found = filled(jobs)
    assert isinstance(found, dict)
    return found


def _valid(schema: str, path: Path) -> None:
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(path)])
    assert done.exit_code == 0, done.output


def test_gitlab_takes_the_component(tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(yaml.safe_dump(_component(os_cloud="x", inventory="y"), sort_keys=False))
    _valid("vendor.gitlab-ci", path)


def test_every_input_is_used_and_every_one_that_is_used_is_declared() -> None:
    text = TEMPLATE.read_text()
    spec, _ = yaml.safe_load_all(text)
    assert set(INPUT.findall(text)) == set(spec["spec"]["inputs"])


_STAND_IN = """#!/bin/sh
# leaves what a run leaves, and says how it was called
printf '%s\\n' "$*" >> called
[ "$1" = run ] || exit 0
run=reports/run-$(wc -l < called); mkdir -p $run
for file in run.json junit.xml metrics.prom index.html; do echo $file > $run/$file; done
echo line >> reports/history.jsonl; echo line >> reports/pair-results.jsonl
ln -sfn "$(basename $run)" reports/latest
exit "$(cat exit-code)"
"""


def _run_job(job: dict[str, Any], base: dict[str, Any], work: Path) -> int:
    """As a runner does: all lines in one shell that ends at the first that fails, and after_script in a shell of its own."""
    environment = {"PATH": f"{work}/bin:/usr/bin:/bin"}

    def shell(lines: list[str]) -> int:
        script = "set -eo pipefail\n" + "\n".join(lines)
        return subprocess.run(["bash", "-c", script], cwd=work, env=environment, timeout=120, check=False).returncode

    code = shell([*base["before_script"], *job["script"]])
    assert shell(base["after_script"]) == 0
    return code


def test_the_steps_of_two_nights_keep_history_and_artifacts_and_the_second_compares(tmp_path: Path) -> None:
    """With a stand-in for the suite; a run over a fake cloud takes as long as all others of these tests together."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("conformance", _STAND_IN), ("pip", "#!/bin/sh\n")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    jobs = _component(os_cloud="kolla-admin", inventory="multinode", arguments="--deny zone=edge")
    base, night = jobs[".conformance"], jobs["conformance-nightly"]
    (tmp_path / "exit-code").write_text("0")
    assert _run_job(night, base, tmp_path) == 0
    for path in (*base["cache"][0]["paths"], *base["artifacts"]["reports"].values(), "conformance-results/index.html"):
        assert (tmp_path / path).is_file(), path
    # the job ends as the suite does, and keeps what it has all the same
    (tmp_path / "exit-code").write_text("6")
    assert _run_job(night, base, tmp_path) == 6
    first, second = [line for line in (tmp_path / "called").read_text().splitlines() if line.startswith("run ")]
    assert first == (
        "run --os-cloud kolla-admin --profile kolla --inventory multinode -- -n 4 --strategy rotate --max-minutes 240 "
        "--webhook-when trouble --deny zone=edge"
    )
    assert second == first.replace("trouble ", "trouble --baseline reports/before/run.json ")
    assert len((tmp_path / "reports" / "history.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(("schema", "name"), [("vendor.github-workflows", "conformance.yml"), ("vendor.github-actions", "action.yml")])
def test_github_takes_the_workflow_and_the_action(schema: str, name: str) -> None:
    _valid(schema, INTEGRATIONS / "github" / name)


def test_no_step_of_github_has_an_expression_in_its_text() -> None:
    """What somebody else can write would be run by the shell."""
    workflow = yaml.safe_load((INTEGRATIONS / "github" / "conformance.yml").read_text())
    action = yaml.safe_load((INTEGRATIONS / "github" / "action.yml").read_text())
    steps = [*workflow["jobs"]["conformance"]["steps"], *action["runs"]["steps"]]
    texts = [step["run"] for step in steps if "run" in step]
    assert len(texts) == 4
    assert not [text for text in texts if "${{" in text]


def test_the_shell_understands_every_step() -> None:
    action = yaml.safe_load((INTEGRATIONS / "github" / "action.yml").read_text())
    texts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    texts += re.findall(r"sh '''(.*?)'''", (INTEGRATIONS / "jenkins" / "Jenkinsfile").read_text(), re.DOTALL)
    assert len(texts) == 6
    for text in texts:
        assert subprocess.run(["bash", "-n", "-c", text], capture_output=True, check=False).stderr == b""
