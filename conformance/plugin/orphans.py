"""A worker whose controller was killed has nobody to tell, and would go on with all that it was given: it ends at once."""

import os
import signal
import threading
import time

import pytest

_EVERY = 0.5


def pytest_configure(config: pytest.Config) -> None:
    """In a worker: watch the process that started it. What it leaves in the cloud is in the ledger."""
    if not hasattr(config, "workerinput"):
        return
    controller = os.getppid()
    threading.Thread(target=_end_without, args=(controller,), daemon=True, name="orphans").start()


def _end_without(controller: int) -> None:
    while os.getppid() == controller:
        time.sleep(_EVERY)
    os.kill(os.getpid(), signal.SIGKILL)
