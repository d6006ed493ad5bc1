"""Find out, once and before anything is created, what there is to test."""

import time
from pathlib import Path

import pytest

from conformance.model.errors import UsageProblem
from conformance.model.site import FILE as SITE
from conformance.plugin.facts import RunFacts, RunPlace
from conformance.plugin.resuming import resumed_from
from conformance.run.durations import durations_of
from conformance.run.headroom import without_room
from conformance.run.invocation import Invocation, keep_invocation
from conformance.run.reachability import out_of_reach
from conformance.run.troubles import Troubles
from conformance.site.cloud import check_access, connect
from conformance.site.discovery import discover
from conformance.site.hosts import Hosts
from conformance.site.inventory import read_inventory
from conformance.site.profile import load_profile
from conformance.site.taking_part import places_of
from conformance.text.writing import json_text


def find_out(config: pytest.Config, place: RunPlace, *, look_at_hosts: bool) -> RunFacts:
    """The facts of the run.

    :param look_at_hosts: whether to look which hosts can be reached, too
    :raises UsageProblem: the options, profile, inventory, credentials or cloud do not fit: one line that says what, where, and what to do
    """
    cloud = config.getoption("os_cloud")
    name = config.getoption("profile")
    if not name:
        raise UsageProblem("--profile is missing: say how the cloud is deployed, by a name in profiles/ or the path of a YAML file")
    profile = load_profile(name)
    inventory = read_inventory(config.getoption("inventory"), profile.hosts.group)
    minutes = config.getoption("max_minutes")
    if minutes is not None and minutes <= 0:
        raise UsageProblem(f"--max-minutes {minutes:g}: give a time that is greater than 0")
    until = None if minutes is None else time.time() + minutes * 60
    allow, deny = places_of(config.getoption("allow"), "--allow"), places_of(config.getoption("deny"), "--deny")
    told = Troubles(place.run_dir).note if place.run_id else lambda _: None
    with connect(cloud, told) as conn, Hosts(profile, inventory, run=place.run_id) as hosts:
        check_access(conn)
        site = discover(conn, profile, name, cloud, inventory, hosts if look_at_hosts else None, allow=allow, deny=deny)
        unreachable = out_of_reach(site, hosts) if look_at_hosts else {}
        full = without_room(conn, (host for host in site.hosts if host.enabled), site.needs, profile.limits) if look_at_hosts else {}
    durations = durations_of(cloud, place.run_dir.parent).known() if place.run_id else {}
    return RunFacts(
        run_id=place.run_id,
        run_dir=place.run_dir,
        site=site,
        out_of_reach=unreachable,
        durations=durations,
        until=until,
        resumed=resumed_from(config),
        without_room=full,
    )


def keep(facts: RunFacts, config: pytest.Config) -> None:
    """Write down, beside the run's results, the site, and how the run was asked for."""
    profile, inventory = facts.site.profile, config.getoption("inventory")
    keep_invocation(
        facts.run_dir,
        Invocation(
            cloud=facts.site.cloud,
            profile=str(Path(profile).absolute()) if "/" in profile or profile.endswith((".yaml", ".yml")) else profile,
            inventory=inventory.absolute() if inventory else None,
        ),
    )
    (facts.run_dir / SITE).write_text(json_text(facts.site.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
