"""Takes records out of what ships them: container engines, the journal, syslog daemons, log collectors.

A line of a wrapper becomes the line that the service wrote. Where the wrapper alone knows the time, host and program, they are put before
it as syslog does, so that one reader of headers serves all. A line that is none of these stays as it is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

RESULT = 200
"""Characters in which an answer of Loki's API says that it is one."""

LONGEST = 1 << 20
"""Characters of a line that is taken for a wrapper's; a longer one stays as it is."""

_CRI = re.compile(r"^(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) (?:stdout|stderr) ([FP]) (.*)$", re.DOTALL)
_KUBECTL = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}Z (?=\d{4}-\d\d-\d\d[ T]\d\d:|\{)")
_LOKI = re.compile(r"^(?P<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) \{(?P<labels>\w+=\"[^{}]{0,2000})\} (?P<line>.*)$", re.DOTALL)
"""What Loki's client prints: time, labels, line."""

_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

_GREP = re.compile(
    r"(?m)^(?:(?:[\w.-]*/)+[\w.-]{1,80}|[\w.-]{1,80}\.log(?:[.-]\d{1,8})?):(?:\d{1,9}:)?"
    r"(?=\d{4}-\d\d-\d\d[ T]\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:)"
)
"""What grep puts before a line of several files."""

_STAMPED = re.compile(r"^\W{0,3}(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)")

_MAILED = 1 << 16
"""Characters of a text that somebody may have sent by mail."""

_BROKEN = re.compile(r"(?m)\[(?:None|instance:|(?:None )?req-[^\[\]\n]{1,200})$")
"""A line that ends within the context of a record."""

_ENTRY = '"__REALTIME_TIMESTAMP"'
"""What every entry of the journal has."""

_PRIORITIES = {"0": "error", "1": "error", "2": "error", "3": "error", "4": "warning", "5": "info", "6": "info", "7": "debug"}
"""What libvirt calls the priorities of its messages in the journal, which it writes without their level."""

_DIGITS = 20
"""Digits of a time: the journal's, in microseconds, has 16."""

_CONTENT = ("MESSAGE", "log", "message", "Payload", "msg", "line", "Message")
"""Keys under which wrappers keep what was said, the surer first."""

_TIME = ("__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP", "@timestamp", "Timestamp", "timestamp", "asctime", "time", "ts")
_HOST = ("_HOSTNAME", "Hostname", "hostname", "host", "node_name")
_PROGRAM = (
    "SYSLOG_IDENTIFIER",
    "CONTAINER_NAME",
    "programname",
    "Logger",
    "container_name",
    "service",
    "_COMM",
    "container",
    "service_name",
)
_LEVEL = ("levelname", "log_level", "severity_label", "level")
_MODULE = ("python_module", "logger_name", "name", "module")


def unwrapped(text: str) -> str:
    """The text with what its wrappers hold in place of the wrappers' own lines."""
    text = _GREP.sub("", text) if ".log" in text or "/log/" in text else text
    if '"resultType"' in text[:RESULT]:
        text = _of_loki(text)
    if "{" not in text and not _CRI.match(text.partition("\n")[0]) and not _KUBECTL.match(text):
        return text
    return "\n".join(_lines(text))


def rejoined(text: str, begins: Callable[[str], bool]) -> str:
    """The text with its lines put together again, where a mailer has broken them within what a record begins with; else as it is.

    :param begins: whether a line is the beginning of a record
    """
    if len(text) > _MAILED or not _BROKEN.search(text):
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and line.strip() and not begins(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _lines(text: str) -> Iterator[str]:
    part = ""
    for line in text.split("\n"):
        if len(line) > LONGEST:
            yield line
            continue
        line = _KUBECTL.sub("", line)
        if found := _CRI.match(line):
            part += found[2]
            if found[1] == "P" and len(part) < LONGEST:
                continue
            line, part = part, ""
        if told := _LOKI.match(line):
            labels = dict(_LABEL.findall(told["labels"]))
            yield f"{_header({**labels, 'timestamp': told['time']}, told['line'])}{told['line']}"
            continue
        yield from _of_json(line)
    if part:
        yield part


def of_journal(text: str) -> str:
    """The text with what the journal gave as JSON as its services wrote it; all other lines as they are."""
    if _ENTRY not in text:
        return text
    return "\n".join(line for given in text.split("\n") for line in (_of_json(given) if _ENTRY in given else [given]))


def _of_loki(text: str) -> str:
    """An answer of Loki's API: a JSON object a line, with the labels of its stream, in the order of time."""
    try:
        streams = json.loads(text)["data"]["result"]
        lines = [
            (int(time), {**stream["stream"], "timestamp": str(int(time) // 1000), "line": said})
            for stream in streams
            for time, said in stream["values"]
        ]
        return "\n".join(json.dumps(line) for _, line in sorted(lines, key=lambda one: one[0]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return text


def _of_json(line: str) -> list[str]:
    stripped = line.strip()
    if not stripped.startswith("{") or not stripped.endswith("}"):
        return [line]
    try:
        content = json.loads(stripped)
    except (ValueError, RecursionError):
        return [line]
    said = _said(content) if isinstance(content, dict) else None
    if said is None:
        return [line]
    if isinstance(content.get("labels"), dict):
        content = {**content["labels"], **content}
    return f"{_header(content, said)}{said}".split("\n")


def _said(content: Mapping[str, Any]) -> str | None:
    for key in _CONTENT:
        value = content.get(key)
        if isinstance(value, list) and value and all(isinstance(one, int) and 0 <= one < 256 for one in value):
            # the journal gives bytes where a message holds what is no text
            value = bytes(value).decode("utf-8", "replace")
        if isinstance(value, str) and value.strip():
            value = _of_libvirt(content, value)
            trace = content.get("traceback") or content.get("Traceback") or content.get("exc_text")
            trace = "\n".join(map(str, trace)) if isinstance(trace, list) else trace
            value = value.rstrip("\n")
            return f"{value}\n{trace}" if isinstance(trace, str) and trace and trace not in value else value
    return None


def _of_libvirt(content: Mapping[str, Any], said: str) -> str:
    """A message of libvirt in the journal, as libvirt writes it to files: the level, where in its source that was said, the message."""
    fields = [content.get(key) for key in ("PRIORITY", "CODE_FUNC", "CODE_LINE")]
    priority, function, line = (field if isinstance(field, str) else "" for field in fields)
    if "LIBVIRT_SOURCE" not in content or priority not in _PRIORITIES or not re.fullmatch(r"\w{1,200}:\d{1,9}", f"{function}:{line}"):
        return said
    return f"{_PRIORITIES[priority]} : {function}:{line} : {said}"


def _header(content: Mapping[str, Any], said: str) -> str:
    """What syslog would put before it; nothing where the service did so itself."""
    host, program = _first(content, _HOST), _first(content, _PROGRAM)
    if _STAMPED.match(said) and not host:
        return ""
    time = _time(content) or _own_time(said)
    parts = [
        f"{time} " if time else "",
        f"{host} " if host and time else "",
        f"{program or 'service'}{_process(content) if program else ''}: " if time and (program or host) else "",
    ]
    level, module = _first(content, _LEVEL).upper(), _first(content, _MODULE)
    if level and module and not _STAMPED.match(said):
        context = content.get("context")
        ids = {**content, **(context if isinstance(context, dict) else {})}
        request = " ".join(str(ids[key]) for key in ("global_request_id", "request_id") if isinstance(ids.get(key), str))
        instance = ids.get("instance_uuid") or ids.get("instance") or ""
        parts.append(f"{level} {module} [{request or '-'}] ")
        parts.append(f"[instance: {instance}] " if isinstance(instance, str) and instance and "instance:" not in said else "")
    return "".join(parts)


def _process(content: Mapping[str, Any]) -> str:
    """The process that the journal saw it from, as syslog puts it."""
    process = content.get("_PID")
    return f"[{process}]" if isinstance(process, str) and process.isdecimal() and len(process) <= _DIGITS else ""


def _own_time(said: str) -> str:
    """The time with which a record begins itself, as a wrapper would write it."""
    found = re.match(r"\W{0,3}(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:[.,]\d+)?)", said)
    return f"{found[1]}T{found[2]}" if found else ""


def _first(content: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    found = next((content[key] for key in keys if isinstance(content.get(key), str) and content[key].strip()), "")
    return "" if len(found) > 200 or re.search(r"\s", found) else str(found)


def _time(content: Mapping[str, Any]) -> str:
    value = next((content[key] for key in _TIME if content.get(key)), None)
    if isinstance(value, str) and value.isdecimal() and len(value) <= _DIGITS:
        # the journal's, in microseconds
        value = int(value) / 1e6
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        except (ValueError, OverflowError, OSError):
            return ""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", value) and len(value) < 40:
        return value.replace(" ", "T")
    return ""
