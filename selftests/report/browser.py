"""A page opened in a browser whose every request goes to a proxy that counts."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

CHROMIUM = shutil.which("chromium")

browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium (the gate installs it)")

_OF_THE_BROWSER = re.compile(r"^(?:https?://)?[\w.-]+\.(?:google|googleapis|gvt1|gstatic)\.com[:/]")
"""What Chromium itself asks for, whatever page it opens, and no flag turns off: updates of its components, experiments, accounts."""


@contextmanager
def counting() -> Iterator[tuple[str, list[str]]]:
    """A proxy that answers nothing: its address, and what was asked of it."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not _OF_THE_BROWSER.match(self.path):
                asked.append(self.path)
            self.send_error(502)

        do_CONNECT = do_POST = do_GET  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


class Opened(NamedTuple):
    """What the browser shows of a page in the end, what it asked for, and what its console said: errors of scripts and of the policy."""

    shown: str
    asked: list[str]
    said: list[str]


def opened(page: Path, fragment: str, home: Path, enough: Callable[[Opened], bool]) -> Opened:
    """Opens a page.

    Its clock goes on while it waits for itself, so that a busy machine may need more seconds of it.

    :param enough: whether that is all; else the page is opened once more, for longer
    """
    found = Opened("", [], [])
    for number, seconds in enumerate((6, 60, 600)):
        now = _opened(page, fragment, home / str(number), seconds)
        found = Opened(now.shown, found.asked + now.asked, found.said + now.said)
        if enough(found):
            break
    return found


def _opened(page: Path, fragment: str, home: Path, seconds: int) -> Opened:
    assert CHROMIUM is not None
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    with counting() as (proxy, asked):
        done = subprocess.run(
            [
                *(
                    CHROMIUM,
                    *flags.split(),
                    "--disable-sync",
                    "--disable-default-apps",
                    "--disable-dev-shm-usage",
                    "--disable-domain-reliability",
                    "--no-pings",
                    "--disable-client-side-phishing-detection",
                    "--disable-extensions",
                    "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
                ),
                "--enable-logging=stderr",
                *(f"--user-data-dir={home}", f"--proxy-server={proxy}", "--proxy-bypass-list=<-loopback>"),
                *(f"--virtual-time-budget={seconds * 1000}", "--dump-dom", f"{page.as_uri()}{fragment}"),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    return Opened(done.stdout, asked, [line for line in done.stderr.splitlines() if ":CONSOLE" in line])
