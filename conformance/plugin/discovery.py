"""Find out, once and before anything is created, what there is to test."""

import time
from pathlib import Path

import pytest

from conformance.cloud.connection import check_access, connect
from conformance.config.host_selection import selection_of
from conformance.discovery.discovery import discover, take_hosts
from conformance.discovery.headroom import without_room
from conformance.discovery.reachability import out_of_reach
from conformance.known_issues.reading import keep_known_issues
from conformance.model.errors import UsageProblem
from conformance.model.site import FILE as SITE
from conformance.plugin.known import known_issues_of
from conformance.plugin.options import wanted
from conformance.plugin.state import all_hosts
from conformance.run.kept_target import keep_target
from conformance.run.run_facts import RunFacts, RunPlace
from conformance.run.settling import settle
from conformance.run_dir.durations import durations_of
from conformance.run_dir.troubles import Troubles
from conformance.target import Access, Target, read_target
from conformance.text.writing import json_text


def target_of(config: pytest.Config) -> Target:
    """What the options name. :raises UsageProblem: profile or inventory is missing or wrong"""
    name = config.getoption("profile")
    if not name:
        raise UsageProblem("--profile is missing: say how the cloud is deployed, by a name in profiles/ or the path of a YAML file")
    return read_target(config.getoption("os_cloud"), name, config.getoption("inventory"))


def find_out(config: pytest.Config, target: Target, place: RunPlace, *, look_at_hosts: bool) -> RunFacts:
    """The facts of the run.

    :param look_at_hosts: whether to look which hosts can be reached, too
    :raises UsageProblem: options, credentials or cloud do not fit: one line that says what, where, and what to do
    :raises SuiteFault: facts of hosts that the plan depends on cannot be had
    """
    minutes = config.getoption("max_minutes")
    if minutes is not None and minutes <= 0:
        raise UsageProblem(f"--max-minutes {minutes:g}: give a time that is greater than 0")
    until = None if minutes is None else time.time() + minutes * 60
    allow, deny = selection_of(config.getoption("allow"), "--allow"), selection_of(config.getoption("deny"), "--deny")
    known_issues = known_issues_of(config)
    told = Troubles(place.run_dir).note if place.run_id else lambda _: None
    with connect(target.cloud, told) as conn:
        check_access(conn)
        taken = take_hosts(conn, target, allow, deny)
        target = taken.target
        with target.hosts(run=place.run_id) as hosts:
            site = discover(taken, Access(conn, hosts), look_at_hosts=look_at_hosts)
            unreachable = out_of_reach(site, hosts) if look_at_hosts else {}
        enabled = [host for host in site.hosts if host.takes_part]
        full = without_room(conn, enabled, site.needs, target.profile.limits) if look_at_hosts else {}
    resumed = config.getoption("resume")
    facts = RunFacts(
        run_id=place.run_id,
        run_dir=place.run_dir,
        target=target,
        site=site,
        out_of_reach=unreachable,
        durations=durations_of(target.cloud, place.run_dir.parent).known() if place.run_id else {},
        until=until,
        resumed=Path(resumed) if resumed else None,
        without_room=full,
        known_issues=known_issues,
    )
    return settle(facts, wanted(config), lambda known: all_hosts(config, known))


def keep(facts: RunFacts) -> None:
    """Write down, beside the run's results, what is tested and what was found: cleaning and going on with the run use them."""
    keep_target(facts.run_dir, facts.target)
    keep_known_issues(facts.run_dir, facts.known_issues)
    (facts.run_dir / SITE).write_text(json_text(facts.site.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
