"""docs/usage.md, generated from the definitions of the options and from the commands' own help."""

from collections.abc import Iterator, Sequence
from typing import Any, Self, cast

import click
import pytest

from conformance.cli.accept import accept
from conformance.cli.canary import canary
from conformance.cli.classify import classify
from conformance.cli.clean import clean
from conformance.cli.compare import compare
from conformance.cli.doctor import doctor
from conformance.cli.gate import gate
from conformance.cli.report import report
from conformance.cli.starting.init import init
from conformance.cli.starting.install_report import install_report
from conformance.cli.starting.integrations import integrations
from conformance.cli.starting.run import run
from conformance.known_issues.entry import MOST_RUNS
from conformance.known_issues.issue import STALE_AFTER
from conformance.known_issues.reading import MOST
from conformance.model.operation import SPECS
from conformance.plugin.options import MARKERS, pytest_addoption

COMMANDS = (init, run, doctor, classify, report, compare, gate, accept, canary, clean, install_report, integrations)
"""The commands that are for operators, in the order in which they are needed. `conformance docs` is for who works on the suite."""

_WIDTH = 100
"""Columns of the commands' help, whatever the terminal is."""

_HEAD = """\
# Options and exit codes

Generated from `conformance/plugin/options.py` and the commands' own help by `conformance docs`; do not edit.

## A run

    conformance run --os-cloud NAME --profile NAME [--inventory PATH] [-- -n WORKERS OPTIONS]      # a clone, or an installed package
    pytest suites --os-cloud NAME --profile NAME [--inventory PATH] [-n WORKERS] [OPTIONS]         # in a clone
    pytest --pyargs conformance.suites --os-cloud NAME ...                                         # an installed package

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
| `CONFORMANCE_WEBHOOK`, `CONFORMANCE_WEBHOOK_TOKEN` | the URL of `--webhook`, where the option is not given, and a token for it |
| `CONFORMANCE_REPORT_GENERATOR` | the directory in which `conformance install-report` has installed the report generator, where it is not \
the user's own |
| `CONFORMANCE_COORDINATION` | the URL of `--coordination`, where the option is not given: a password belongs here |

### Common runs

    pytest suites --os-cloud NAME --profile NAME --no-disruption         # creates nothing: invariants and predictions
    pytest suites --os-cloud NAME --profile NAME --baseline RUN          # also compare it with an earlier run
    pytest suites --os-cloud NAME --profile NAME --strategy rotate --max-minutes 240   # a night: the pairs not tested for longest
    pytest suites --os-cloud NAME --profile NAME --plan                  # print the plan and its cost; test nothing
    pytest suites --os-cloud NAME --profile site.yaml -n 4               # every ordered pair, with a profile of your own
    pytest suites --os-cloud NAME --profile NAME --strategy changed-hosts --changed-host compute-07
    pytest suites --os-cloud NAME --profile NAME --deny zone=edge --max-minutes 90
    pytest suites --os-cloud NAME --profile NAME --known-issues known.yaml   # what is known and accepted does not fail the run
    pytest suites --resume RUN                                           # continue a run that ended early

A profile of your own `extends:` one of the suite's and names your image, flavors, network, timeouts and what you expect of hosts
([profiles](profiles.md)). What a run touches and how it ends is in [Safe to run](safety.md).
"""

_KNOWN_FAILURES = f"""\
## Known failures

`--known-issues FILE` names a YAML file, in your own repository, of failures that you know of and accept for some time. A failure that
matches an entry is known: it is shown as such, and does not fail the run. [An example](known-issues.example.yaml):

    - cause: disk-full
      hosts: [compute-03, compute-04]
      reason: the image cache grows until the new disks are built in
      owner: storage-team@example.org
      expires: 2027-01-31

| key | meaning |
|---|---|
| `cause` | a documented cause ([causes](causes.md)), or: |
| `fingerprint` | that of an `unclassified` failure, as it is shown with it. An entry has one of both |
| `operation` | {", ".join(kind.value for kind in SPECS)}: only failures of tests of it; by default of any |
| `hosts` | a list of names of compute hosts or shell patterns: only tests of such a host, or of a pair with one of them |
| `pair` | `SOURCE to DESTINATION`, names or shell patterns: only tests of such a pair. An entry has `hosts`, `pair`, or neither |
| `reason` | why it is accepted |
| `owner` | who looks after it |
| `expires` | the last day on which it counts, YYYY-MM-DD; what counts is the day (UTC) on which a run begins |
| `link` | an address of http or https with more about it; may be missing |
| `stale_after` | runs in a row in which it matches nothing, until it is called stale: 1 to {MOST_RUNS}, {STALE_AFTER} by default |

`reason`, `owner` and `expires` are required. What is wrong in a file is told in one line, with exit code 4, before anything is created.
A file has at most 1 MiB and {MOST:,} entries.

- The verdict of the failure must be that cause or fingerprint, and the test must be of that operation and place. The same cause on
  another host or pair fails the run, and so does another cause there. An error (what the suite could not complete) is never known, nor
  is an invariant that does not hold: it has no verdict. `-x` goes on after a known failure.
- It is counted apart (`2 known`) and listed at the end of the output with reason, owner, expiry and link; tables show it as `≈`. In
  run.json its `outcome` is `failed`, and `known` has the same; in junit.xml it is skipped (`pytest.xfail`); in Allure it has failed,
  with the link, and is known, which Allure 3 calls accepted.
- An entry that has expired is named before anything is run, and excuses nothing.
- An entry that matched nothing in `stale_after` runs of the same cloud in a row is told at the end. run.json says of each run which
  entries it was given, and what each matched (`known_issues`); so many runs must have been left in `--reports`. A run counts if it
  tested the entry's operation on one of its hosts, or if the cloud has none of these any more.
- `--resume` uses the entries that the earlier run read, unless `--known-issues` is given anew. What that run has found stays as it was
  found.
"""

_EXIT_CODES = """\
## Exit codes

| exit code | meaning |
|---|---|
| 0 | all tests passed, or failed as is known (`--known-issues`) |
| 1 | a test failed or could not be completed, or a file of results could not be written |
| 2 | interrupted, or out of time (`--max-minutes`) before every test began |
| 3 | pytest or a plugin broke off, or junit.xml could not be written; what the run created was removed all the same |
| 4 | bad input, or more than a production profile allows: one line says what, where and what to do; nothing was created |
| 5 | nothing was selected; or nothing was tested, as every test was skipped and not only as not applicable |
| 6 | something of the run is left in the cloud or on a host; each thing in a line, with the command that removes it |

Those of the commands are in their help, below. What a pipeline keeps of runs and how it decides is in [In a pipeline](pipelines.md);
the files for programs have schemas: [run.json](run.schema.json), [comparison.json](comparison.schema.json), [gate.json](gate.schema.json).
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
    """The page: every option of a run, the markers, known failures, exit codes, and the help of each command for operators."""
    return "\n".join([_HEAD, *_options(), _BEYOND_OPTIONS, *_markers(), _KNOWN_FAILURES, _EXIT_CODES, *_commands(COMMANDS)])


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
