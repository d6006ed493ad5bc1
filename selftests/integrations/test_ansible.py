"""The role beside Kolla-Ansible, the hook of Kayobe and the playbooks of Zuul."""

import json
import re
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml

from conformance.installation import INTEGRATIONS
from selftests.integrations.conftest import PROGRAMS, Site

ROLE = INTEGRATIONS / "ansible" / "roles" / "conformance"
PHASES = ("post-deploy", "nightly", "upgrade-before", "upgrade-step", "upgrade-after")


def _ansible(*words: str | Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(PROGRAMS / "ansible-playbook"), *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def test_the_readme_has_every_variable_with_its_default_and_no_other() -> None:
    documented = re.findall(r"^\.\. zuul:rolevar:: (\w+)\n   :default: .+$", (ROLE / "README.rst").read_text(), re.MULTILINE)
    assert documented == list(yaml.safe_load((ROLE / "defaults" / "main.yml").read_text()))


def test_ansible_takes_every_playbook(site: Site, tmp_path: Path) -> None:
    # modules that a Zuul has, and ansible-core does not
    modules = tmp_path / "collections" / "ansible_collections" / "ansible" / "posix" / "plugins" / "modules"
    modules.mkdir(parents=True)
    (tmp_path / "library").mkdir()
    for path in (modules / "synchronize.py", tmp_path / "library" / "zuul_return.py"):
        path.write_text("# a stand-in\n")
    playbooks = [*sorted((INTEGRATIONS / "ansible").glob("*.yml")), INTEGRATIONS / "kayobe" / "conformance.yml"]
    environment = site.environment | {
        "ANSIBLE_ROLES_PATH": str(ROLE.parent),
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"),
        "ANSIBLE_LIBRARY": str(tmp_path / "library"),
    }
    done = _ansible("--syntax-check", "-i", site.directory / "inventory", *playbooks, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(playbooks) == 4


def test_a_job_of_zuul_names_playbooks_that_there_are() -> None:
    jobs = [one["job"] for one in yaml.safe_load((INTEGRATIONS / "zuul" / "jobs.yaml").read_text()) if "job" in one]
    named = [job[key] for job in jobs for key in ("run", "post-run") if key in job]
    assert len(named) == 2
    assert all((INTEGRATIONS.parent / path).is_file() for path in named)


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_is_told_of(phase: str) -> None:
    for text in (
        ROLE / "README.rst",
        ROLE / "tasks" / "main.yml",
        ROLE / "tasks" / "run.yml",
        INTEGRATIONS / "ansible" / "conformance.yml",
    ):
        assert phase in text.read_text(), text


def test_a_run_that_fails_ends_the_play_with_its_exit_code_and_its_results_are_fetched(site: Site, tmp_path: Path) -> None:
    # nothing is left to test: the suite ends with an exit code of its own, and takes no time for evidence
    variables = {
        "conformance_install": False,
        "conformance_venv": str(PROGRAMS.parent),
        "conformance_reports": str(tmp_path / "reports"),
        "conformance_clouds_file": str(site.directory / "clouds.yaml"),
        "conformance_os_cloud": "fake",
        "conformance_profile": str(site.directory / "fake.yaml"),
        "conformance_fetch_to": str(tmp_path / "fetched"),
        "conformance_doctor": False,
        "conformance_workers": 0,
        "conformance_arguments": ["-m", "boot and resize"],
        "conformance_webhook": "",
    }
    playbook = INTEGRATIONS / "ansible" / "conformance.yml"
    done = _ansible("-i", site.directory / "inventory", playbook, "-e", json.dumps(variables), environment=site.environment)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "conformance post-deploy ended with exit code 5: nothing was tested" in done.stdout
    with tarfile.open(tmp_path / "fetched" / "conformance-post-deploy.tar.gz") as archive:
        names = set(archive.getnames())
        assert {"latest/run.json", "latest/index.html", "latest/junit.xml", "post-deploy.log"} <= names
        content = archive.extractfile("latest/run.json")
        assert content is not None
        assert json.load(content)["cloud"] == "fake"
