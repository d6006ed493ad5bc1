"""What an upgrade must have finished on hosts: no version pin left, and nothing that the services' own programs complain of."""

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
from conformance.upgrade.gate_file import Reason
from conformance.upgrade.upgrade_checks import run_upgrade_checks

_PINS = "upgrade_levels"
_NO_PINS = frozenset({"", "auto"})
_BUDGET = 30.0

_PINNING = (LogicalService.NOVA_API, LogicalService.NOVA_CONDUCTOR, LogicalService.NOVA_SCHEDULER)
_MOST_WORDS = 400


def unfinished(hosts: Hosts, compute_hosts: tuple[str, ...]) -> tuple[list[Reason], list[Reason]]:
    """What the upgrade has left undone, and what could not be looked at, on the hosts of the control plane and the compute hosts."""
    places = [(host, service) for host in hosts.control for service in _PINNING]
    places += [(host, LogicalService.NOVA_COMPUTE) for host in compute_hosts]
    with ThreadPoolExecutor(max_workers=16) as pool:
        looks = [reason for found in pool.map(lambda place: list(_pins(hosts, *place)), places) for reason in found]
    looks += run_upgrade_checks(hosts)
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
