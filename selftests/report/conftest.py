"""Runs of pytest that report, over a cloud that was recorded."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from selftests.conftest import RunPytest
from selftests.diagnosis.evidence.recorded_cloud import SERVER, RecordedCloud, now, served
from selftests.report.stand_in import CONFTEST, TESTS


@pytest.fixture
def dead_agent_cloud() -> RecordedCloud:
    """compute-02's L2 agent is dead, and a boot failed there; a password stands in the fault."""
    cloud = RecordedCloud()
    cloud.answers[f"/compute/servers/{SERVER}"]["server"].update(
        {
            "status": "ERROR",
            "fault": {
                "code": 500,
                "message": "Build of instance 6f0c7bd5 aborted: Failed to allocate the network(s), not rescheduling.",
                "details": "transport_url=rabbit://nova:hunter2@10.0.0.5:5672/\nnova.exception.VirtualInterfaceCreateException: "
                "Virtual Interface creation failed",
            },
        }
    )
    cloud.answers["/network/v2.0/agents"]["agents"] = [
        {
            "id": host,
            "agent_type": "Open vSwitch agent",
            "host": host,
            "alive": alive,
            "admin_state_up": True,
            "heartbeat_timestamp": now(1),
        }
        for host, alive in (("compute-01", True), ("compute-02", False))
    ]
    cloud.answers["/compute/os-services"]["services"] = [
        {"id": host, "binary": "nova-compute", "host": host, "state": "up", "status": "enabled", "updated_at": now(1), "forced_down": False}
        for host in ("compute-01", "compute-02")
    ]
    return cloud


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    directory = tmp_path / "reports" / "run-1"
    directory.mkdir(parents=True)
    return directory


@pytest.fixture
def run_suite(
    pytester: pytest.Pytester, run_pytest: RunPytest, monkeypatch: pytest.MonkeyPatch, dead_agent_cloud: RecordedCloud, run_dir: Path
) -> Iterator[Callable[..., pytest.RunResult]]:
    """Runs the stand-in suite in a process of its own, with the options given."""
    pytester.makeconftest('pytest_plugins = ["conformance.plugin"]\n' + CONFTEST)
    pytester.makepyfile(test_suite=TESTS)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("STAND_IN_RUN", str(run_dir))
    with served(dead_agent_cloud) as url:
        monkeypatch.setenv("STAND_IN_CLOUD", url)

        def run(*options: str) -> pytest.RunResult:
            # Allure's page wants the interpreter of the environment in which Node.js is
            run_it = run_pytest if "STAND_IN_WITHOUT_PAGE" in os.environ else pytester.runpytest_subprocess
            return run_it(
                f"--alluredir={run_dir / 'allure-results'}", f"--junitxml={run_dir / 'junit.xml'}", "-p", "no:cacheprovider", *options
            )

        yield run


@pytest.fixture
def without_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's generator is not there, so that no time goes into it."""
    monkeypatch.setenv("STAND_IN_WITHOUT_PAGE", "yes")
