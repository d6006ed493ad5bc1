"""A run that ends before its last test: in order after Ctrl-C or --max-minutes, at once after a second Ctrl-C."""

import signal
import threading
from types import FrameType
from typing import Any

import pytest

from conformance.plugin.facts import PLACE, facts_of
from conformance.plugin.sweeping import how_to_clean, say
from conformance.report.allure.attach import forget
from conformance.run.stopping import Stopping, Why

_STATE = pytest.StashKey["Ending"]()


class Ending:
    """What this process knows of the run's end."""

    def __init__(self, config: pytest.Config, stopping: Stopping) -> None:
        self._config = config
        self._stopping = stopping
        self._before: Any = None
        self._heard_before = False
        self.at_once = False

    @property
    def why(self) -> Why | None:
        """Why no further test begins."""
        return self._stopping.why

    def listen(self) -> None:
        """Take Ctrl-C for what it is. Every process of the run does: a terminal sends it to all of them."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupted)

    def leave_off(self) -> None:
        """Have Ctrl-C do what it did before."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _interrupted(self, _: int, __: FrameType | None) -> None:
        if self._heard_before:
            self.at_once = True
            self.leave_off()
            raise KeyboardInterrupt
        self._heard_before = True
        self._stopping.ask()
        if is_controller(self._config):
            say(self._config, "finishing what is in flight, then cleaning; Ctrl-C again stops at once")


def ending_of(config: pytest.Config) -> Ending | None:
    """The ending of this run; None where no cloud is tested."""
    return config.stash.get(_STATE, None)


def is_controller(config: pytest.Config) -> bool:
    """Whether this is the process that the user started, and it runs tests, or has them run."""
    return not hasattr(config, "workerinput") and config.stash.get(PLACE, None) is not None


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """From here on there may be something to finish."""
    facts = facts_of(session.config)
    if facts is None or not facts.run_id:
        return
    ending = session.config.stash[_STATE] = Ending(session.config, Stopping(facts.run_dir, facts.until))
    ending.listen()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Nothing further begins when the run is to end; what was not begun is not reported either."""
    ending = ending_of(item.config)
    if ending is None or ending.why is None:
        return None
    forget(item.config.pluginmanager.get_plugin("allure_listener"), item.nodeid)
    return True


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give Ctrl-C back."""
    ending = ending_of(config)
    if ending is not None:
        ending.leave_off()


def conclude(session: pytest.Session) -> bool:
    """On the controller, at the end: say why the run ended early, if it did. Whether what it created is to be removed now."""
    config = session.config
    ending, facts = ending_of(config), facts_of(config)
    if ending is None or facts is None or ending.why is None:
        return True
    session.exitstatus = pytest.ExitCode.INTERRUPTED
    say(config, f"ended early: {ending.why}. Go on with it later by --resume {facts.run_id}")
    if ending.at_once:
        say(config, f"nothing was removed. Remove what is left with: {how_to_clean(facts)}")
    return not ending.at_once
