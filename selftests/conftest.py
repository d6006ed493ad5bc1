"""What all self-tests share: pytester, to test the plugin in runs of its own, and patience with openstacksdk."""

import gc
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
import vl_convert

from conformance.inventory.ansible import VARIABLE as ANSIBLE
from selftests.entry_points import remember_entry_points, share_service_types
from selftests.forking import forking
from selftests.needs import need_program

# can be imported once in a process, and pytester forgets what runs in this process have imported
_KEPT = (vl_convert,)

pytest_plugins = ["pytester", "selftests.fixtures.run", "selftests.fixtures.site"]


def pytest_configure(config: pytest.Config) -> None:
    """Let openstacksdk warn of what it does itself: every connection and every resource would be an error otherwise; and save time."""
    config.addinivalue_line("filterwarnings", "ignore:::openstack")
    patched = pytest.MonkeyPatch()
    config.add_cleanup(patched.undo)
    remember_entry_points(patched)
    share_service_types(patched)
    # the clouds of whoever runs them are none of the tests' business
    for name in [name for name in os.environ if name.startswith("OS_")]:
        patched.delenv(name)
    # each start of Ansible takes a second: only tests that ask for it have it (selftests/inventory), and no run within a test
    patched.setenv(ANSIBLE, "")
    # what is made until the tests begin stays until the end: to look for garbage among it finds none, time and again
    gc.disable()


_SLOW = (
    "selftests/plugin/",
    "selftests/report/test_reporting",
    "selftests/operations/test_long",
    "selftests/fuzz/",
    "selftests/doctor/test_hostile",
)
"""Where tests take seconds, and share nothing that takes long to make. It costs nothing but time if this is not true any more."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with its share of the slow tests, so that none of them is left to one worker while the others have ended.

    pytest-xdist gives each worker a part of all tests in their order, and has who has none left take some from the end of another's part.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.nodeid.startswith(_SLOW)]
    quick = iter([item for item in items if not item.nodeid.startswith(_SLOW)])
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        own = slow[worker::workers]
        part = (len(items) - len(ordered)) // (workers - worker)
        ordered += [*own, *islice(quick, max(0, part - len(own)))]
    items[:] = [*ordered, *quick]


def pytest_collection_finish() -> None:
    """Have no garbage collection look at all that was imported and collected again: it is there until the end."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a redis of our own."""
    program = need_program("redis-server", "redis-server")
    directory = str(tmp_path_factory.mktemp("redis"))
    for _ in range(20):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            # another worker may have taken the port meanwhile, for a redis in which its tests hold what ours would
            if not any("Ready to accept connections" in line for line in server.stdout):
                continue
            try:
                yield f"redis://127.0.0.1:{port}"
            finally:
                server.terminate()
            return
    raise AssertionError("no redis came up on 20 ports")


@pytest.fixture(scope="session")
def forked_python() -> Iterator[Path]:
    """An interpreter that has already imported what runs of pytest need."""
    with forking() as executable:
        yield executable


RunPytest = Callable[..., pytest.RunResult]


@pytest.fixture
def run_pytest(pytester: pytest.Pytester, forked_python: Path) -> RunPytest:
    """Runs pytest in a process of its own, with the arguments given."""

    def run(*arguments: str) -> pytest.RunResult:
        return pytester.run(forked_python, "-mpytest", f"--basetemp={pytester.path / 'runpytest'}", *arguments)

    return run
