"""Whether what the profile says of a service's files is so: where it runs, as whom commands run there."""

import time
from collections.abc import Iterator
from typing import Any

from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.doctor.finding import Finding, Status
from conformance.model.errors import SuiteFault
from conformance.probe.hosts import HostAccess


def check_files(host: HostAccess, name: LogicalService, service: Service, timeout: float) -> Iterator[Finding]:
    """Its configuration, its log, and the programs that are needed where it runs; nothing is said of what is there.

    :param timeout: seconds for all of it
    """
    began = time.monotonic()
    try:
        place = host.service(name).testinfra
        for path in (*service.config, *([service.log] if service.log else [])):
            if time.monotonic() - began > timeout:
                yield _problem(host, name, f"the files of {name} were not all looked at within {timeout:g} s")
                return
            lack = _lack(place, path)
            if lack == "missing" and path == service.log and _has_journal(place, service):
                continue
            if lack:
                yield _problem(host, name, _text(lack, path, name, is_log=path == service.log))
        if name is LogicalService.NOVA_LIBVIRT and not place.exists(host.clients.virsh):
            # host facts and claims about domains need it
            remedy = f"Install it there, or correct clients.virsh or services.{name} in the profile"
            yield _problem(host, name, f"there is no {host.clients.virsh} where {name} runs. {remedy}")
    except SuiteFault as fault:
        yield _problem(host, name, f"{name} cannot be entered: {_short(fault, host.name)}")


def _lack(place: Any, path: str) -> str | None:
    """What is wrong with a path where the service runs: missing or unreadable."""
    # a directory that is not there is an empty one, as the service itself takes it
    if path.endswith("/"):
        return None
    # not its file module: that first asks each place for its operating system, by six commands
    if place.run("test -e %s", path).failed:
        return "missing"
    return "unreadable" if place.run("test -r %s", path).failed else None


def _has_journal(place: Any, service: Service) -> bool:
    """Whether it is a unit of which the journal has something, as of those that were told to write no files."""
    if service.kind is not ServiceKind.SYSTEMD:
        return False
    said = place.run("journalctl --quiet --no-pager --lines 1 --unit %s", service.name)
    return bool(said.succeeded and said.stdout.strip())


def _problem(host: HostAccess, name: LogicalService, text: str) -> Finding:
    return Finding(status=Status.PROBLEM, subject=host.name, service=name, text=text)


def _text(lack: str, path: str, name: LogicalService, *, is_log: bool) -> str:
    key = f"services.{name}.{'log' if is_log else 'config'}"
    kind = "log" if is_log else "configuration"
    if lack == "missing":
        return f"the {kind} {path} of {name} is not there. Correct {key} in the profile"
    return f"the {kind} {path} of {name} may not be read. Set hosts.sudo: true in the profile, or log in as a user who may read it"


def _short(fault: SuiteFault, host: str) -> str:
    return str(fault).removeprefix(f"{host}: ")
