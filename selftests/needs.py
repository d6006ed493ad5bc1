"""What a self-test needs of the machine: where it is missing, the test is skipped with the reason; in the gate it fails."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from conformance.report.allure.html import allure_command

GATE = "CONFORMANCE_GATE"
"""Environment variable: if it is set, nothing may be missing, as the gate has installed everything and runs as root."""

_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
"""A server's program is not on the PATH of every user."""


def need_program(name: str, package: str) -> str:
    """The path of a program. A test that calls this is skipped where it is not installed.

    :param package: of Debian, that has it
    """
    found = shutil.which(name, path=_PATH)
    return found or _missing(f"missing-program: {name} is not installed (apt-get install {package})")


def need_file(directory: Path, pattern: str, package: str) -> None:
    """A test that calls this is skipped where a directory has no file of that pattern. :param package: of Debian, that has it"""
    if not any(directory.glob(pattern)):
        _missing(f"missing-file: there is no {directory / pattern} (apt-get install {package})")


def need_root(why: str) -> None:
    """A test that calls this is skipped for other users.

    :param why: what root alone can do
    """
    if os.geteuid() != 0:
        _missing(f"not-root: {why}")


def need_report_generator() -> None:
    """A test that calls this is skipped where Allure 3 is not installed."""
    if allure_command() is None:
        _missing("missing-program: Allure 3 is not installed (make environment)")


def _missing(reason: str) -> NoReturn:
    if os.environ.get(GATE):
        pytest.fail(f"{reason}, and {GATE} is set: the gate skips nothing")
    pytest.skip(reason)
