"""docs/usage.md, generated from the definitions of the options and from the commands' own help."""

from collections.abc import Iterator, Sequence
from typing import Any, Self, cast

import click
import pytest

from conformance.cli.classify import classify
from conformance.cli.clean import clean
from conformance.cli.compare import compare
from conformance.cli.doctor import doctor
from conformance.plugin.options import MARKERS, pytest_addoption

COMMANDS = (doctor, classify, compare, clean)
"""The commands that are for operators, in the order in which they are needed. `conformance docs` is for who works on the suite."""

_WIDTH = 100
"""Columns of the commands' help, whatever the terminal is."""

_HEAD = """\
# Options and exit codes

Generated from `conformance/plugin/options.py` and the commands' own help by `conformance docs`; do not edit.

## A run

    pytest suites --os-cloud NAME --profile NAME [--inventory PATH] [-n WORKERS] [OPTIONS]

A run is a pytest run: every option of pytest, pytest-xdist and pytest-timeout works. These are the suite's own:
"""

_BEYOND_OPTIONS = """\
Of pytest's own, these are used most:

| option | meaning |
|---|---|
| `-n WORKERS` | run tests in so many processes; a host has no more migrations at a time than the cloud and the profile's `limits` allow |
| `-k compute-03` | only tests of this host, and of pairs in which it is the source or the destination |
| `-k compute-01-to-compute-02` | only tests of this ordered pair |
| `-m live_migration` | only tests of this operation (a marker, see below) |
| `-x` | end the run after the first failure |
| `--lf` | only what failed in the last run |
| `--collect-only -q` | list the tests; nothing is created |

### Environment variables

| variable | meaning |
|---|---|
| `OS_CLIENT_CONFIG_FILE` | the clouds.yaml to use, as in every OpenStack client |
| `CONFORMANCE_ANSIBLE_INVENTORY` | the program `ansible-inventory` that reads inventories, by default the one on PATH or beside the \
interpreter of the suite; empty: they are read without Ansible |
| `ANSIBLE_VAULT_PASSWORD_FILE` | the file with a vault's password, which is never asked for; other variables of Ansible's count, too |
| `CONFORMANCE_COORDINATION` | the URL of `--coordination`, where the option is not given: a password belongs here |

### Common runs

    pytest suites --os-cloud NAME --profile NAME --no-disruption         # creates nothing: invariants and predictions
    pytest suites --os-cloud NAME --profile NAME --baseline RUN          # also compare it with an earlier run
    pytest suites --os-cloud NAME --profile NAME --strategy rotate --max-minutes 240   # a night: the pairs not tested for longest
    pytest suites --os-cloud NAME --profile NAME --plan                  # print the plan and its cost; test nothing
    pytest suites --os-cloud NAME --profile site.yaml -n 4               # every ordered pair, with a profile of your own
    pytest suites --os-cloud NAME --profile NAME --strategy changed-hosts --changed-host compute-07
    pytest suites --os-cloud NAME --profile NAME --deny zone=edge --max-minutes 90
    pytest suites --resume RUN                                           # continue a run that ended early

A profile of your own `extends:` one of the suite's and names your image, flavors, network, timeouts and what you expect of hosts
([profiles](profiles.md)). What a run touches and how it ends is in [Safe to run](safety.md).
"""

_EXIT_CODES = """\
## Exit codes

| exit code | meaning |
|---|---|
| 0 | all tests passed |
| 1 | a test failed or could not be completed, or a file of results could not be written |
| 2 | interrupted, or out of time (`--max-minutes`) before every test began |
| 3 | pytest or a plugin broke off, or junit.xml could not be written; what the run created was removed all the same |
| 4 | bad input, or more than a production profile allows: one line says what, where and what to do; nothing was created |
| 5 | nothing was selected; or nothing was tested, as every test was skipped and not only as not applicable |
| 6 | something of the run is left in the cloud or on a host; each thing in a line, with the command that removes it |

Those of the commands are in their help, below.
"""


class _Options:
    """Takes the place of pytest's parser, and keeps what is added to it as rows of a table."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def getgroup(self, *_: str) -> Self:
        """All groups are one."""
        return self

    def addoption(self, *names: str, **about: Any) -> None:
        """Keep one option. :raises KeyError: it has no help"""
        value = about.get("metavar") or ("NAME" if "choices" in about else "")
        self.rows.append(f"| `{_cell(' '.join(filter(None, (', '.join(names), value))))}` | {_cell(about['help'])} |")


def usage_page() -> str:
    """The page: every option of a run, the markers, exit codes, and the help of each command for operators."""
    return "\n".join([_HEAD, *_options(), _BEYOND_OPTIONS, *_markers(), _EXIT_CODES, *_commands(COMMANDS)])


def _options() -> Iterator[str]:
    options = _Options()
    pytest_addoption(cast(pytest.Parser, options))
    yield from ("| option | meaning |", "|---|---|", *options.rows, "")


def _markers() -> Iterator[str]:
    yield from ("### Markers\n", "| marker | the test |", "|---|---|")
    yield from (f"| `{name}` | {_cell(meaning)} |" for name, meaning in MARKERS.items())
    yield "| `invariant` | looks at each compute host or at the cloud, and creates nothing |\n"


def _commands(commands: Sequence[click.Command]) -> Iterator[str]:
    for command in commands:
        name = f"conformance {command.name}"
        context = click.Context(command, info_name=name, terminal_width=_WIDTH, help_option_names=["-h", "--help"])
        yield from (f"## {name}\n", "```text", command.get_help(context), "```\n")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
