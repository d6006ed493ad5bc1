"""How services begin a record: oslo.log, libvirt, QEMU, the kernel, audit, Open vSwitch and OVN, Ceph; and syslog before any of them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.diagnosis.records.record import Level

LOOKED_AT = 600
"""Characters of a line in which its header is looked for."""

_MONTHS = {
    name: number
    for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1)
}

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

REQUEST = re.compile(r"\breq-[0-9A-Za-z-]+")
"""A request id as services of OpenStack make them, and as examples shorten them."""

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?")
_SYSLOG_STAMP = re.compile(r"([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?")

_SYSLOG = re.compile(
    r"^(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) "
    r"(?:(?P<host>[A-Za-z0-9][\w.-]*) )?(?P<program>[A-Za-z][\w./@-]*)(?:\[(?P<process>\d+)\])?: (?P<rest>.*)$",
    re.DOTALL,
)

_OSLO = re.compile(
    r"(?:\b(?P<process>\d+) )?\b(?P<level>DEBUG|INFO|AUDIT|WARNING|WARN|ERROR|CRITICAL|TRACE) (?P<module>[A-Za-z_][\w.]*)"
    r"(?P<context>(?: ?\[[^\[\]]*\]){0,4}):? ?(?P<message>.*)$",
    re.DOTALL,
)
_LIBVIRT = re.compile(r"(?:(?P<process>\d+): )?(?P<level>debug|info|warning|error) : (?P<module>\w+):\d+ : (?P<message>.*)$", re.DOTALL)
_SWITCH = re.compile(
    r"\|\d+\|(?P<module>[\w()./-]+)\|(?P<level>EMER|ERR|WARN|INFO|DBG)\|(?P<message>.*)$",
    re.DOTALL,
)
_CEPH = re.compile(r"^\S+ (?P<process>[0-9a-f]{8,16}) +(?P<level>-?\d+) (?P<message>.*)$", re.DOTALL)
_QEMU = re.compile(r"(?P<module>(?:/usr/(?:s?bin|libexec)/)?(?:qemu-system-\w+|qemu-kvm)): (?P<message>.*)$", re.DOTALL)
_KERNEL = re.compile(r"^\[ *(?P<time>\d+\.\d+)\] (?P<message>.*)$", re.DOTALL)
_AUDIT = re.compile(r"(?P<module>type=\w+) msg=audit\((?P<time>\d+\.\d+):\d+\): ?(?P<message>.*)$", re.DOTALL)

_LEVELS: Mapping[str, Level] = {
    "DEBUG": Level.DEBUG,
    "debug": Level.DEBUG,
    "DBG": Level.DEBUG,
    "INFO": Level.INFO,
    "AUDIT": Level.INFO,
    "info": Level.INFO,
    "WARNING": Level.WARNING,
    "WARN": Level.WARNING,
    "warning": Level.WARNING,
    "ERROR": Level.ERROR,
    "TRACE": Level.ERROR,
    "error": Level.ERROR,
    "ERR": Level.ERROR,
    "CRITICAL": Level.CRITICAL,
    "EMER": Level.CRITICAL,
}

_INSTANCE = re.compile(rf"\[instance: ?({_UUID}|[0-9a-f]{{4,36}})\]")
_ANONYMOUS = re.compile(r"(?:None )?req-[\w-]+(?: -)+$")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Header:
    """What the beginning of a line tells. bare: it has no context, as the lines of a traceback that oslo.log prefixes one by one.

    anonymous: its request is the service's own, which has neither user nor project.
    """

    message: str
    time: float | None = None
    level: Level | None = None
    module: str | None = None
    process: str | None = None
    host: str | None = None
    requests: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    bare: bool = True
    anonymous: bool = False


def header(line: str) -> Header | None:
    """What a line's header tells; None if it has none, so that it goes on with what was said before."""
    head = line[:LOOKED_AT]
    if not head or (head[0] == " " and not head.lstrip().startswith("[")):
        return None
    host = program = process = None
    syslog = _SYSLOG.match(line)
    rest = line
    if syslog:
        host, program, process, rest = syslog["host"], syslog["program"], syslog["process"], syslog["rest"]
    time = seconds(head)
    for parse in _FORMATS:
        if found := parse(rest):
            return Header(
                **{
                    "time": time,
                    "host": host,
                    **found,
                    "process": found.get("process") or process,
                    "module": found.get("module") or program,
                }
            )
    if syslog:
        return Header(message=rest, time=time, module=program, process=process, host=host, requests=requests(rest[:LOOKED_AT]), bare=False)
    if time is not None and _STAMP.match(head.lstrip("[( ")):
        return Header(message=rest, time=time, requests=requests(rest[:LOOKED_AT]), instances=tuple(_INSTANCE.findall(head)), bare=False)
    return None


def _oslo(text: str) -> dict[str, Any] | None:
    # the level stands behind date, process and what a wrapper left before them
    found = _OSLO.search(text, 0, LOOKED_AT) if any(level in text[:160] for level in _OSLO_LEVELS) else None
    if found is None or found.start() > 120:
        return None
    message = _OSLO.match(text, found.start())
    context = found["context"]
    parts = _BRACKETS.findall(context)
    return {
        "message": message["message"] if message else found["message"],
        "level": _LEVELS[found["level"]],
        "module": found["module"],
        "process": found["process"],
        "requests": requests(context),
        "instances": tuple(_INSTANCE.findall(context)),
        "bare": not any(part == "-" or "req-" in part for part in parts),
        "anonymous": any(part == "-" or _ANONYMOUS.match(part) for part in parts),
    }


_OSLO_LEVELS = ("DEBUG", "INFO", "AUDIT", "WARN", "ERROR", "CRITICAL", "TRACE")


def _of(pattern: re.Pattern[str], *, anywhere: bool = True) -> Callable[[str], dict[str, Any] | None]:
    """A reader of headers of that form: the groups of the pattern, without those that it does not have."""
    find = pattern.search if anywhere else pattern.match

    def parse(text: str) -> dict[str, Any] | None:
        found = find(text)
        if found is None or found.start("message") > LOOKED_AT:
            return None
        groups = {name: value for name, value in found.groupdict().items() if value is not None}
        if "level" in groups:
            groups["level"] = _LEVELS.get(groups["level"]) or (Level.ERROR if groups["level"].startswith("-") else Level.INFO)
        if "time" in groups:
            groups["time"] = float(groups["time"])
        return {**groups, "bare": False}

    return parse


_libvirt = _of(_LIBVIRT)
_switch = _of(_SWITCH)
_audit = _of(_AUDIT)
_kernel = _of(_KERNEL, anywhere=False)
_qemu = _of(_QEMU)
_ceph = _of(_CEPH, anywhere=False)

_FORMATS: tuple[Callable[[str], dict[str, Any] | None], ...] = (
    _oslo,
    lambda text: _libvirt(text) if " : " in text[:LOOKED_AT] else None,
    lambda text: _switch(text) if "|" in text[:120] else None,
    lambda text: _audit(text) if "audit(" in text[:LOOKED_AT] else None,
    lambda text: _kernel(text) if text.startswith("[") else None,
    lambda text: _qemu(text) if "qemu-" in text[:120] else None,
    lambda text: _ceph(text) if text[:2] == "20" else None,
)
"""The readers of headers, in the order in which they are tried; what a line cannot be is told from a word, as most lines are oslo.log's."""


def requests(text: str) -> tuple[str, ...]:
    """The request ids in a text, in their order."""
    return tuple(dict.fromkeys(REQUEST.findall(text))) if "req-" in text else ()


def seconds(text: str) -> float | None:
    """The time that a text begins with or names first, in seconds since the epoch as if it were UTC; None if it names none."""
    if found := _STAMP.search(text):
        year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
        fraction = found[7]
    elif found := _SYSLOG_STAMP.search(text):
        # syslog tells no year: what matters is the order within a log
        month = _MONTHS.get(found[1], 0)
        year, day, hour, minute, second = 2000, int(found[2]), int(found[3]), int(found[4]), int(found[5])
        fraction = found[6]
    else:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() + (float(f"0.{fraction}") if fraction else 0.0)
    except ValueError:
        return None
