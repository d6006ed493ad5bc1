"""Whether what the profile says of a service's files is so: where it runs, as whom commands run there."""

from collections.abc import Iterator

from conformance.config.profile_model import LogicalService, Service
from conformance.doctor.finding import Finding, Status
from conformance.model.errors import SuiteFault
from conformance.probe.hosts import HostAccess
from conformance.transport.command import joined, quoted, words

_READABLE = """
for path in "$@"; do
  case $path in */) continue ;; esac
  [ -e "$path" ] || { echo "missing $path"; continue; }
  [ -r "$path" ] || echo "unreadable $path"
done
"""
"""A directory that is not there is an empty one, as the service itself takes it."""

_PROGRAMS = {LogicalService.NOVA_LIBVIRT: ("virsh",)}
"""What host facts and claims about domains need to run there."""


_MOST_SHOWN = 500
"""Characters of a line that are shown: it names a path of the profile."""


def check_files(host: HostAccess, name: LogicalService, service: Service, timeout: float) -> Iterator[Finding]:
    """Its configuration, its log, and the programs that are needed where it runs; nothing is said of what is there."""
    paths = [*service.config, *([service.log] if service.log else [])]
    programs = _PROGRAMS.get(name, ())
    if not paths and not programs:
        return
    looks = (quoted("command -v %s >/dev/null || echo %s", program, f"lacking {program}") for program in programs)
    script = joined("\n", [words("set", "--", *paths), quoted(_READABLE), *looks])
    try:
        result = host.service(name).run(script, timeout=timeout)
    except SuiteFault as fault:
        yield Finding(status=Status.PROBLEM, subject=host.name, service=name, text=f"{name} cannot be entered: {_short(fault, host.name)}")
        return
    for line in result.stdout.splitlines()[: len(paths) + len(programs)]:
        how, _, what = line[:_MOST_SHOWN].partition(" ")
        text = _text(how, what, name, is_log=what == service.log)
        yield Finding(status=Status.PROBLEM, subject=host.name, service=name, text=text)


def _text(how: str, what: str, name: LogicalService, *, is_log: bool) -> str:
    key = f"services.{name}.{'log' if is_log else 'config'}"
    kind = "log" if is_log else "configuration"
    if how == "lacking":
        return f"there is no {what} where {name} runs. Install it there, or correct services.{name} in the profile"
    if how == "missing":
        return f"the {kind} {what} of {name} is not there. Correct {key} in the profile"
    return f"the {kind} {what} of {name} may not be read. Set hosts.sudo: true in the profile, or log in as a user who may read it"


def _short(fault: SuiteFault, host: str) -> str:
    return str(fault).removeprefix(f"{host}: ")
