"""The options of the suite, and the markers by which its parts are chosen."""

from pathlib import Path

import pytest

from conformance.run.plan.choice import Strategy

MARKERS = {
    "boot": "boots an instance on each compute host",
    "hard_reboot": "hard-reboots an instance on each compute host",
    "live_migration": "live-migrates over every ordered pair of compute hosts",
    "cold_migration": "cold-migrates over every ordered pair of compute hosts",
    "resize": "resizes an instance from each compute host",
}

PREDICTED_FAILURES_FIRST = "predicted-failures-first"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run needs to know."""
    group = parser.getgroup("conformance", "OpenStack host conformance")
    group.addoption("--os-cloud", metavar="NAME", help="the cloud to test, by its name in clouds.yaml; without it no cloud is touched")
    group.addoption("--profile", metavar="NAME", help="how it is deployed: a name in profiles/, or the path of a YAML file")
    group.addoption(
        "--inventory", metavar="FILE", type=Path, help="an Ansible inventory (INI or YAML) that says how compute hosts are reached"
    )
    group.addoption(
        "--strategy",
        choices=[*(strategy.value for strategy in Strategy), PREDICTED_FAILURES_FIRST],
        default=Strategy.ALL.value,
        help="which ordered pairs are tested: all (default); ring, each host to the next; changed-hosts, those with a --changed-host; "
        "classes, one for every two kinds of hosts (processor, versions, storage, zone), and every host once as source and as destination; "
        "sample, as many as --sample says; predicted-failures-first, all in that --order",
    )
    group.addoption(
        "--changed-host",
        metavar="NAME",
        action="append",
        default=[],
        help="with --strategy changed-hosts: a host that is new or was changed; may be given more than once, or as A,B,C",
    )
    group.addoption(
        "--sample", metavar="PAIRS", type=int, default=None, help="with --strategy sample: how many pairs (default: as many as hosts)"
    )
    group.addoption(
        "--seed", metavar="NUMBER", type=int, default=None, help="with --strategy sample: draws the sample of an earlier run again"
    )
    group.addoption(
        "--order",
        choices=("plan", PREDICTED_FAILURES_FIRST),
        default="plan",
        help="plan (default): each server migrates from host to host, at the least cost; "
        "predicted-failures-first: pairs that are predicted to fail before all others",
    )
    group.addoption(
        "--shard",
        metavar="I/N",
        default=None,
        help="run the I-th of N parts of the plan; the other parts are runs of their own, on other machines, with the same options. "
        "Requires --coordination",
    )
    group.addoption(
        "--coordination",
        metavar="URL",
        default=None,
        help="where runs that share hosts hold their slots: redis://HOST:PORT, etcd3+http://HOST:PORT, or file:///DIRECTORY on one machine "
        "(default: the environment variable CONFORMANCE_COORDINATION, where a password belongs; without both, the run's own "
        "directory, for its workers alone)",
    )
    group.addoption(
        "--plan",
        action="store_true",
        help="print what would be run, in order, and what it costs by earlier runs in --reports; nothing is created or changed",
    )
    group.addoption(
        "--allow",
        metavar="[KIND=]NAME",
        action="append",
        default=[],
        help="only these hosts are tested: compute hosts by name, or host=, zone=, aggregate= and a name; shell patterns; may be repeated",
    )
    group.addoption(
        "--deny",
        metavar="[KIND=]NAME",
        action="append",
        default=[],
        help="these hosts are excluded: no login, and no instance is put on them; same form as --allow",
    )
    group.addoption(
        "--max-minutes",
        metavar="MINUTES",
        type=float,
        help="start no further test after so many minutes: running tests finish, what the run created is removed, and the exit code is 2",
    )
    group.addoption(
        "--resume",
        metavar="RUN",
        help="continue an earlier run, by its id or directory: only tests that did not finish, ended in an error or were skipped are run; "
        "cloud, profile and inventory are its own unless given",
    )
    group.addoption(
        "--no-disruption", action="store_true", help="invariants and predictions alone: nothing is created, no instance is touched"
    )
    group.addoption(
        "--reports", metavar="DIR", type=Path, default=Path("reports"), help="where runs leave their results (default: reports)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known."""
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
