"""The wheel and the sdist hold what a user needs, and do from anywhere what a clone does."""

import json
import tarfile
import zipfile
from pathlib import Path

from conformance.installation import DISTRIBUTION
from selftests.package.conftest import ROOT, Installed, fake_site


def _names_in_wheel(built: Path) -> set[str]:
    (wheel,) = built.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def _ours(*directories: str) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for directory in directories
        for path in (ROOT / directory).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_library_suites_profiles_and_what_installs_the_report_and_nothing_of_the_lab(built: Path) -> None:
    names = _names_in_wheel(built)
    assert names >= _ours("conformance")
    assert names >= {f"conformance/{name}" for name in _ours("suites", "profiles", "integrations")}
    assert names >= {"conformance/generator/package.json", "conformance/generator/package-lock.json", "conformance/commit.txt"}
    assert {name.split("/")[0] for name in names} == {"conformance", "openstack_host_conformance-0.1.0.dist-info"}


def test_the_sdist_has_all_that_a_wheel_is_built_of(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= _ours("conformance", "suites", "profiles", "integrations")
    assert names >= {"pyproject.toml", "hatch_build.py", "package.json", "package-lock.json", "LICENSE", "conformance/commit.txt"}
    assert not [name for name in names if name.startswith(("lab/", "selftests/", "docs/"))]


def test_the_package_says_its_version_with_the_commit(built: Path, installed: Installed, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    commit = zipfile.ZipFile(wheel).read("conformance/commit.txt").decode().strip()
    said = installed.run("conformance", "--version", cwd=tmp_path)
    assert said.stdout == f"conformance 0.1.0 ({commit})\n"


def test_a_run_from_outside_of_a_clone_does_what_one_in_a_clone_does(installed: Installed, tmp_path: Path) -> None:
    # a project of somebody else: its configuration is not for the suites
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = ["--no-such-option"]\n')
    with fake_site(tmp_path / "cloud", "a", "b") as (options, environment):
        done = installed.run(
            "conformance", "run", "--suite", "instances", *options, "--", "-m", "boot", cwd=tmp_path, environment=environment
        )
    assert done.returncode == 0, done.stdout + done.stderr
    results = tmp_path / "reports" / "latest"
    tests = json.loads((results / "run.json").read_text())["tests"]
    assert [test["id"] for test in tests] == ["suites/instances/test_boot.py::test_boot[a]", "suites/instances/test_boot.py::test_boot[b]"]
    assert (results / "index.html").is_file()
    assert (results / "junit.xml").is_file()
    (no_page,) = [line for line in done.stdout.splitlines() if line.startswith("no HTML report")]
    assert f"pip install '{DISTRIBUTION}[report]'" in no_page or "`conformance install-report`" in no_page


def test_pytest_finds_the_suites_by_their_module_with_the_same_ids(installed: Installed, tmp_path: Path) -> None:
    done = installed.run("pytest", "--pyargs", "conformance.suites", "--collect-only", "-qq", cwd=tmp_path)
    listed = {line.split(": ")[0] for line in done.stdout.splitlines() if line}
    here = {
        f"suites/{path.relative_to(ROOT / 'suites')}" for path in (ROOT / "suites").rglob("test_*.py") if path.parent.name != "canaries"
    }
    assert {name.partition("conformance/")[2] or name for name in listed} == here, done.stdout
