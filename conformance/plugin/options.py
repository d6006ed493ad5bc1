"""The options of the suite, the markers by which its parts are chosen, and what both say together."""

import os
from pathlib import Path

import pytest

from conformance.installation import IN_CLONE, ROOT, SUITES
from conformance.model.errors import UsageProblem
from conformance.model.operation import SPECS
from conformance.plan.choice import Strategy
from conformance.report.told.webhook import TOKEN, URL, Form, Webhook, When, webhook
from conformance.run.agreement import Selection
from conformance.run.run_facts import Shard
from conformance.run.settling import RequestedPlan

MARKERS = {kind.marker: spec.summary for kind, spec in SPECS.items()}
"""Of operations, in the order in which they are done, and what a test with each of them does."""

VOLUMES = "volumes"
"""The marker of all tests that need block storage, beside that of each operation."""
LIFECYCLE = "lifecycle"
"""The marker of all tests of what is done with an instance where it is, beside that of each operation."""

PREDICTED_FAILURES_FIRST = "predicted-failures-first"

COORDINATION = "CONFORMANCE_COORDINATION"
"""The environment variable with the URL of the service, so that its password is on no command line, where all users of a machine see it."""

_WORKERS = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run needs to know."""
    group = parser.getgroup("conformance", "OpenStack host conformance")
    group.addoption("--os-cloud", metavar="NAME", help="the cloud to test, by its name in clouds.yaml; without it no cloud is touched")
    group.addoption("--profile", metavar="NAME", help="how it is deployed: a name in profiles/, or the path of a YAML file")
    group.addoption(
        "--inventory",
        metavar="PATH",
        type=Path,
        help="an Ansible inventory that says how compute hosts are reached, by Nova's names for them, full or short, or by its addresses. "
        "Where Ansible is installed, `ansible-inventory` reads it, with group_vars and host_vars, as for a deploy: a file, a directory, a "
        "program or a plugin's configuration, and the latter two are run; elsewhere it is one file, INI or YAML, by itself",
    )
    group.addoption(
        "--strategy",
        choices=[*(strategy.value for strategy in Strategy), PREDICTED_FAILURES_FIRST],
        default=Strategy.ALL.value,
        help="which ordered pairs are tested: all (default); ring, each host to the next; changed-hosts, those with a --changed-host; "
        "classes, one for every two kinds of hosts (processor, versions, storage, zone), and every host once as source and as destination; "
        "sample, as many as --sample says; rotate, those that were not tested for longest, and those of hosts with changed versions, "
        "as many as --sample says or as fit into --max-minutes; predicted-failures-first, all in that --order",
    )
    group.addoption(
        "--changed-host",
        metavar="NAME",
        action="append",
        default=[],
        help="with --strategy changed-hosts: a host that is new or was changed; may be given more than once, or as A,B,C",
    )
    group.addoption(
        "--sample",
        metavar="PAIRS",
        type=int,
        default=None,
        help="with --strategy sample or rotate: how many pairs (default: as many as hosts, or as fit into the time)",
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
        help="start no further test after so many minutes: running tests finish, all is removed; exit code 2 if tests are left",
    )
    group.addoption(
        "--resume",
        metavar="RUN",
        help="continue an earlier run, by its id or directory: only tests that did not finish, ended in an error or were skipped are run; "
        "cloud, profile, inventory and known issues are its own unless given",
    )
    group.addoption(
        "--known-issues",
        metavar="FILE",
        type=Path,
        help="a YAML file of failures that are known and accepted until a day: one that matches an entry is shown as known, and does not "
        "fail the run (see Known failures, below)",
    )
    group.addoption(
        "--baseline",
        metavar="RUN",
        help="compare the run, when it has ended, with an earlier one of the same cloud: its id, its directory or its run.json; of one in "
        "shards, all with commas between; what regressed, what is fixed, slower or of another version is printed and in comparison.json "
        "and comparison.md",
    )
    group.addoption(
        "--metrics",
        metavar="FILE",
        type=Path,
        help="also write the run's metrics.prom there, at its end: a file *.prom where the node exporter's textfile collector reads",
    )
    group.addoption(
        "--webhook",
        metavar="URL",
        help="send one message of the run there, at its end (default: the environment variable CONFORMANCE_WEBHOOK, where it belongs: "
        "the address is a secret, and all users of a machine see a command line); a token in CONFORMANCE_WEBHOOK_TOKEN",
    )
    group.addoption(
        "--webhook-form",
        choices=[form.value for form in Form],
        help="slack (also Mattermost, Rocket.Chat), matrix (a room: https://HOST/_matrix/client/v3/rooms/ROOM), or json, a document; "
        "default: by the address, or else json",
    )
    group.addoption(
        "--webhook-when",
        choices=[when.value for when in When],
        default=When.ALWAYS.value,
        help="always (default), or trouble: nothing of a run that passed",
    )
    group.addoption(
        "--canaries",
        metavar="DIR",
        type=Path,
        help="the directory of the canaries that suites/canaries are about: `conformance canary` and `conformance gate` give it",
    )
    group.addoption(
        "--run-to",
        metavar="FILE",
        type=Path,
        help="write the path of the run's directory into FILE when the run begins, for the program that has started it",
    )
    group.addoption(
        "--no-disruption", action="store_true", help="invariants and predictions alone: nothing is created, no instance is touched"
    )
    group.addoption(
        "--reports", metavar="DIR", type=Path, default=Path("reports"), help="where runs leave their results (default: reports)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Where the package is installed, `pytest --pyargs conformance.suites` gives tests the ids that they have in a clone.

    pytest has them relative to its root, which is a directory of the user's: an id would tell where the environment is, and runs on two
    machines could not be compared. Its cache stays where the user is.
    """
    known = early_config.known_args_namespace
    if IN_CLONE or known.rootdir or not known.file_or_dir or not all(map(_is_of_suites, known.file_or_dir)):
        return
    # of pytest 9, which has no other way to say this than an option; without the attribute ids are longer, and that is all
    if hasattr(early_config, "_rootpath") and hasattr(early_config, "_inicache"):
        early_config._inicache.setdefault("cache_dir", str(early_config.invocation_params.dir / ".pytest_cache"))
        early_config._rootpath = ROOT


def _is_of_suites(place: str) -> bool:
    name = place.partition("::")[0]
    return name.split(".")[:2] == ["conformance", "suites"] or Path(name).resolve().is_relative_to(SUITES)


def add_markers(config: pytest.Config) -> None:
    """Make the markers known."""
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    config.addinivalue_line("markers", f"{VOLUMES}: does something with volumes; skipped on a cloud without block storage")
    config.addinivalue_line("markers", f"{LIFECYCLE}: does with an instance what can be done with it where it is, on each compute host")
    config.addinivalue_line("markers", "invariant: looks at each compute host or at the cloud, and creates nothing")


def operations_of(item: pytest.Item) -> tuple[str, ...]:
    """The operations that a test is marked with, in the order of MARKERS. Each counts, and `invariant` takes back none."""
    return tuple(name for name in MARKERS if item.get_closest_marker(name))


def only_looks(item: pytest.Item) -> bool:
    """Whether a test is an invariant, and marked with no operation: it creates, moves and changes nothing."""
    return item.get_closest_marker("invariant") is not None and not operations_of(item)


def main_operation(item: pytest.Item) -> str | None:
    """The operation that a test is ordered, counted and shown by: the last of MARKERS that it has, as it comes after the others."""
    return next(reversed(operations_of(item)), None)


def wanted(config: pytest.Config) -> RequestedPlan:
    """What the options ask for. :raises UsageProblem: they do not go together"""
    return RequestedPlan(
        strategy=_strategy(config),
        changed=tuple(config.getoption("changed_host")),
        size=config.getoption("sample"),
        seed=config.getoption("seed"),
        workers=workers_of(config),
        shard=_shard(config),
        runs=not config.option.collectonly,
        minutes=config.getoption("max_minutes"),
        reports=config.getoption("reports"),
    )


def selection_of(config: pytest.Config) -> Selection:
    """Which tests are put into the plan."""
    option = config.option
    return Selection(
        tests=tuple(_from_root(config, place) for place in config.args),
        markers=option.markexpr,
        keywords=option.keyword,
        deselected=tuple(option.deselect or ()),
        no_disruption=option.no_disruption,
    )


def workers_of(config: pytest.Config) -> int:
    """How many processes run tests."""
    # xdist counts its workers in --tx, even those that -n asked for
    return config.stash.get(_WORKERS, 0) or len(config.getoption("tx", None) or []) or 1


def without_workers(config: pytest.Config) -> None:
    """Collect in this process, and remember how many others would have run tests."""
    config.stash[_WORKERS] = workers_of(config)
    if hasattr(config.option, "dist"):
        config.option.dist, config.option.tx = "no", []


def coordination_url(config: pytest.Config) -> str | None:
    """The URL of the service: of --coordination, or else of the environment. None: this run shares its hosts with no other."""
    return config.getoption("coordination") or os.environ.get(COORDINATION) or None


def webhook_of(config: pytest.Config) -> Webhook | None:
    """Where a message of the run is sent. :raises UsageProblem: the address is none"""
    url = config.getoption("webhook") or os.environ.get(URL)
    return webhook(url, config.getoption("webhook_form"), os.environ.get(TOKEN)) if url else None


def check_options(config: pytest.Config) -> None:
    """See that the options go together, before anything is asked of anybody. :raises UsageProblem: they do not"""
    webhook_of(config)
    _shard(config)
    strategy = _strategy(config)
    for option, name, goes_with in (
        ("--changed-host", "changed_host", (Strategy.CHANGED_HOSTS,)),
        ("--sample", "sample", (Strategy.SAMPLE, Strategy.ROTATE)),
        ("--seed", "seed", (Strategy.SAMPLE,)),
    ):
        if config.getoption(name) not in ([], None) and strategy not in goes_with:
            wanted_one = " or ".join(goes_with)
            raise UsageProblem(
                f"{option} goes with --strategy {wanted_one}, not with {strategy}: give that strategy, or leave {option} out"
            )
    if strategy is Strategy.ROTATE and config.getoption("sample") is None and config.getoption("max_minutes") is None:
        raise UsageProblem("--strategy rotate wants to know how much: give --max-minutes MINUTES, or --sample PAIRS")
    if strategy is Strategy.CHANGED_HOSTS and not config.getoption("changed_host"):
        raise UsageProblem("--strategy changed-hosts wants the hosts: give --changed-host NAME")
    size = config.getoption("sample")
    if size is not None and size < 1:
        raise UsageProblem(f"--sample {size}: give a number of pairs that is greater than 0")


def _strategy(config: pytest.Config) -> Strategy:
    """Which pairs are gone over; a strategy that is an order takes all of them."""
    name = config.getoption("strategy")
    return Strategy.ALL if name == PREDICTED_FAILURES_FIRST else Strategy(name)


def _shard(config: pytest.Config) -> Shard | None:
    """The part of the plan that is this run's; None: all of it. :raises UsageProblem: the options make no sense"""
    text = config.getoption("shard")
    if not text:
        return None
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise UsageProblem(f"--shard {text}: give I/N, the number of this part and how many there are: 1/3, 2/3 and 3/3")
    if int(of) > 1 and not coordination_url(config):
        raise UsageProblem(
            f"--shard {text} wants --coordination: without it, runs on other machines would use the same hosts at once. "
            "Give redis://HOST:PORT or etcd3+http://HOST:PORT; where all parts run on one machine, file:///DIRECTORY"
        )
    if config.getoption("strategy") == "sample" and config.getoption("seed") is None:
        raise UsageProblem(f"--shard {text} with --strategy sample wants --seed, the same for every part")
    return Shard(number=int(number), of=int(of))


def _from_root(config: pytest.Config, place: str) -> str:
    """A path of tests as every machine has it: from the directory of pyproject.toml on."""
    path, separator, test = place.partition("::")
    if config.option.pyargs and path.split(".")[:2] == ["conformance", "suites"]:
        # by the name of a module, as of an installed package
        found = SUITES.joinpath(*path.split(".")[2:])
        path = str(found if found.is_dir() else found.with_suffix(".py"))
    return os.path.relpath(config.invocation_params.dir / path, config.rootpath) + separator + test
