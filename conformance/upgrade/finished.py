"""What an upgrade must have finished on hosts: no version pin left, and `nova-status upgrade check` without a failure."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from conformance.checks.facts import programs
from conformance.config.profile_model import LogicalService
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.errors import SuiteFault
from conformance.probe import oslo_config
from conformance.probe.chunks import MOST, chunks, groups
from conformance.probe.hosts import Hosts
from conformance.probe.oslo_config import NotReadable
from conformance.transport.command import words
from conformance.upgrade.gate_file import Reason

_PINS = "upgrade_levels"
_NO_PINS = frozenset({"", "auto"})
_BUDGET = 30.0
_CHECKING = 120.0
"""Seconds that nova-status may take: it asks databases and APIs."""

_PINNING = (LogicalService.NOVA_API, LogicalService.NOVA_CONDUCTOR, LogicalService.NOVA_SCHEDULER)
_STATUS = (LogicalService.NOVA_CONDUCTOR, LogicalService.NOVA_API, LogicalService.NOVA_SCHEDULER)
"""Services beside which nova-status is installed, likeliest first: it needs the databases, which conductors reach."""

_CHECK = re.compile(r"^\| Check: (?P<check>[^|]{1,200}?) *\|\s*\n\| Result: Failure *\|\s*\n(?P<details>(?:\| [^|\n]*\|\n?){0,20})", re.M)

_MOST_WORDS = 400


def unfinished(hosts: Hosts, compute_hosts: tuple[str, ...]) -> tuple[list[Reason], list[Reason]]:
    """What the upgrade has left undone, and what could not be looked at, on the hosts of the control plane and the compute hosts."""
    places = [(host, service) for host in hosts.control for service in _PINNING]
    places += [(host, LogicalService.NOVA_COMPUTE) for host in compute_hosts]
    with ThreadPoolExecutor(max_workers=16) as pool:
        looks = [reason for found in pool.map(lambda place: list(_pins(hosts, *place)), places) for reason in found]
    looks += _status(hosts)
    return [one for one, seen in looks if seen], [one for one, seen in looks if not seen]


def _pins(hosts: Hosts, host: str, service: LogicalService) -> Iterator[tuple[Reason, bool]]:
    """The pins in a service's configuration, each with True; with False why it could not be read."""
    try:
        paths = hosts.on(host).definition(service).config
        if not paths:
            return
        said = chunks(hosts.on(host).service(service).run(programs.configuration(paths), timeout=_BUDGET, limit=MOST).stdout).get(
            "configuration"
        )
        if said is None or not said.ok:
            return
        options = oslo_config.parse(groups(said.text), lambda option: option[0] == _PINS, {})
    except (SuiteFault, NotReadable) as trouble:
        yield Reason(what=f"it could not be seen whether {service} is pinned to a version: {trouble}", where=host), False
        return
    except NOT_UNDERSTOOD as error:
        yield Reason(what=f"what the host says of {service} is not understood ({oddity(error)})", where=host), False
        return
    for (_, name), value in sorted(options.items()):
        if value not in _NO_PINS:
            yield (
                Reason(
                    what=f"{service}: [{_PINS}] {name} = {value[:_MOST_WORDS]}: messages are still capped to a version",
                    where=host,
                    cause="version-pin-left",
                    remedy=f"Set [{_PINS}] {name} to auto, or take it out, on every host, and restart Nova's services.",
                ),
                True,
            )


def _status(hosts: Hosts) -> list[tuple[Reason, bool]]:
    """The failures of `nova-status upgrade check`, each with True; with False why it was not run."""
    why = "no host of the control plane is known (the inventory's group control, or the profile's hosts.control_group)"
    for host in hosts.control:
        for service in _STATUS:
            try:
                result = hosts.on(host).service(service).run(words("nova-status", "upgrade", "check"), timeout=_CHECKING)
            except SuiteFault as trouble:
                why = str(trouble)
                continue
            # 0: all checks succeed; 1: some warn; 2: some fail; anything else: it could not check
            if result.rc in {0, 1}:
                return []
            failures = [_failure(host, found) for found in _CHECK.finditer(result.stdout)]
            if failures:
                return failures
            said = (result.stderr or result.stdout).strip().splitlines() or ["it said nothing"]
            why = f"{host}: nova-status upgrade check ended with {result.rc}: {said[-1][:_MOST_WORDS]}"
    return [(Reason(what=f"nova-status upgrade check was not run: {why}"), False)]


def _failure(host: str, found: re.Match[str]) -> tuple[Reason, bool]:
    details = " ".join(line.strip("| ").removeprefix("Details: ") for line in found["details"].splitlines())
    return Reason(
        what=f"nova-status upgrade check: {found['check']}: {details[:_MOST_WORDS]}", where=host, cause="upgrade-check-fails"
    ), True
