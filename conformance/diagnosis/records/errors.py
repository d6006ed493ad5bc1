"""The errors that a record tells: the exceptions of its tracebacks, what was wrapped in their messages, and the words of programs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

_PREFIXED = re.compile(
    r"^.{0,160}?\b(?:ERROR|CRITICAL|TRACE|WARNING) [A-Za-z_][\w.]*(?: ?\[[^\[\]]*\]){0,4}:? ?(?P<rest>.*)$",
    re.DOTALL,
)
"""What oslo.log puts before each line of a traceback."""

_OF_LIST = re.compile(r"""^['"], u?['"]""")
"""What stands between the lines of a traceback that was logged as a list of strings."""

_FRAME = re.compile(r'File "(?P<path>[^"]{1,400})", line \d+, in (?P<function>[\w<>.]+)')

_ENDINGS = (
    r"Error Exception Timeout TimedOut NotFound Failed Failure Fault Conflict Invalid\w* Unavailable Denied Forbidden Unauthorized Refused "
    "Exceeded Exhausted Unacceptable Incompatible Unsupported NotSupported Exists Mismatch Exit Interrupt Aborted InUse BadRequest "
    r"NotReady Missing\w* Busy Full"
)
TYPE = rf"(?:[A-Za-z_]\w*\.)*[A-Za-z]\w*(?:{'|'.join(_ENDINGS.split())})"
"""The name of an exception, with its module or without."""

_RAISED = re.compile(rf"^(?P<type>(?:[A-Za-z_]\w*\.)+[A-Z]\w*|{TYPE}|[A-Z]\w*Error)(?:: (?P<message>.*))?$", re.DOTALL)

_BARE = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Z][a-z]\w*$")
"""An exception without a word, at the end of a traceback."""

_NAMED = re.compile(r"^(?P<type>(?:[A-Z][a-z]+){2,}): (?P<message>\S.*)$", re.DOTALL)
"""An exception whose name says nothing of an error, at the end of a traceback."""

_SUMMARY = re.compile(rf"(?:^|[\s:('\"\[])(?P<type>(?:[A-Za-z_]\w*\.)+[A-Z]\w+|{TYPE}): (?P<message>\S.*)$", re.DOTALL)
"""An exception within a line, as oslo.log puts it at the end of a record's first line."""

_REMOTE = re.compile(r"Remote error: (?P<type>[A-Za-z_][\w.]*) (?P<message>[^\n]*)")

_COMMAND = re.compile(r"Command: (?P<command>[^\n]{1,2000})")
_STDERR = re.compile(r"Stderr: (?P<text>(?:[^\n]{0,2000}(?:\n(?!\d{4}-\d\d-\d\d |Stdout: |Traceback|\s+File \")|$)){1,40})")
_TELLS = re.compile(r"(?i)error|fail|denied|cannot|could not|no such|refused|unable|timed out|not |too |invalid|unreachable")

_PROGRAMS = (
    r"qemu-system-\w+ qemu-kvm qemu-img virtiofsd swtpm\w{0,40} dnsmasq ovs-vsctl "
    r"brctl ssh scp rsync mkfs\S{0,40} mount\S{0,40} losetup cryptsetup"
)
_PROGRAM_SAID = re.compile(rf"(?P<program>{'|'.join(_PROGRAMS.split())}): (?P<message>[^\n]+)")
_MONITOR = re.compile(r"unable to execute QEMU command \W{0,2}(?P<command>[\w-]+)\W{0,2}: (?P<message>[^\n]+)")

_REASON = re.compile(
    r"(?:Build of instance \S{1,80} (?:was re-?scheduled|aborted)|max scheduling attempts \d{1,9} for instance \S{1,80} Last exception): "
    r"(?P<message>\S[^\n]*)"
)
"""What Nova makes of a reason: that it tried another host, or gave up."""

_CONTROL_FLOW = frozenset({"KeyError", "AttributeError", "StopIteration", "IndexError", "Empty", "GreenletExit", "CancelledError"})
"""Exceptions that code catches to go another way: what is raised while one of them is handled need not follow from it."""

_WRAPPERS = (
    "sudo",
    "nova-rootwrap",
    "neutron-rootwrap",
    "env",
    "nice",
    "ionice",
    "prlimit",
    "timeout",
    "setsid",
    "oslo_concurrency.prlimit",
)

_AROUND = re.compile(r"^(?:details: |fault \d+: )")
"""What an API's record puts before an error."""

MOST = 24
"""Errors of one record that are looked at."""

MOST_LINES = 40
"""Lines of one error's message."""

LONGEST = 8192
"""Characters of a line that are looked at: a host writes what it likes, and patterns go over it many times."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An error: its type (an exception's name with its module, or the program that said it), its message, and where in the code.

    place: module and function of the innermost frame of the service's own code. lines: which lines of the record tell it, counted from its
    first one. wrapped: it was taken out of the message of the one before it.
    """

    type: str
    message: str
    place: str | None = None
    lines: tuple[int, int] = (0, 0)
    wrapped: bool = False

    @property
    def name(self) -> str:
        """The type without its module."""
        return self.type.rpartition(".")[2]


def raised_in(lines: Sequence[str], message: str) -> tuple[Raised, ...]:
    """The errors of a record, the outermost first, the one from which all others follow last.

    :param lines: the lines of the record
    :param message: its first line without the header
    """
    lines = [line[:LONGEST] for line in lines]
    message = without_prefix(message[:LONGEST])
    chains = list(_tracebacks(lines)) or list(_end_of_traceback(lines))
    found: list[Raised] = []
    summary = _summary(message)
    if summary:
        found.append(summary)
    # the last exception of a traceback is what was told further up, the first is where it began
    # one without a word tells less than what was made of it
    blocks = [block for block in chains if block.name not in _CONTROL_FLOW and block.message] or chains
    for block in reversed(blocks):
        found.append(block)
    out: list[Raised] = []
    for raised in found[:MOST]:
        same = [other for other in out if other.name == raised.name and _same(raised.message, other.message)]
        if not same or (raised.place and not all(other.place for other in same)):
            out = [*(other for other in out if other not in same), raised]
    if out:
        out.extend(_wrapped(out[-1], "\n".join(lines) if len(lines) < 400 else out[-1].message))
    elif remote := _REMOTE.search(message):
        out.append(Raised(remote["type"], remote["message"].strip()))
    else:
        around = [Raised("", message)] if _REASON.search(message) else []
        out.extend((*around, *_wrapped(Raised("", message), "\n".join(lines[:40]))))
    return tuple(out)


def without_prefix(message: str) -> str:
    """A message without what an API's record puts before it."""
    return _AROUND.sub("", message)


def _same(one: str, other: str) -> bool:
    first, second = one.partition("\n")[0][:200], other.partition("\n")[0][:200]
    return first == second or first.startswith(second) or second.startswith(first)


def _summary(message: str) -> Raised | None:
    """The exception that a record's first line ends with."""
    if remote := _REMOTE.search(message):
        return Raised(remote["type"], remote["message"].strip())
    found = _RAISED.match(message) or _SUMMARY.search(message)
    if not found:
        return None
    # of several that are nested, the innermost
    inner = found
    while again := _SUMMARY.search(inner["message"] or ""):
        inner = again
    return Raised(inner["type"], (inner["message"] or "").strip())


def _tracebacks(lines: Sequence[str]) -> Iterator[Raised]:
    """The exceptions of a record's tracebacks, in the order in which Python wrote them: what was raised first comes first."""
    began: int | None = None
    place: str | None = None
    framed = 0
    for number, line in enumerate(lines):
        text = _content(line)
        if "Traceback (most recent call last)" in text:
            began, place, framed = number, None, number
            continue
        if began is None:
            continue
        if frame := _FRAME.search(text):
            place, framed = _place(frame["path"], frame["function"]) or place, number
        elif framed not in (began, number - 1) and _BARE.match(text):
            yield Raised(text, "", place, (began, number + 1))
            began = None
        elif not text.startswith((" ", "\t")) and (found := _RAISED.match(text.strip()) or (framed > began and _NAMED.match(text.strip()))):
            further = list(takewhile(_goes_on, map(_content, lines[number + 1 : number + MOST_LINES])))
            yield Raised(found["type"], "\n".join([found["message"] or "", *further]).strip(), place, (began, number + 1 + len(further)))
            began = None


def _end_of_traceback(lines: Sequence[str]) -> Iterator[Raised]:
    """The exception with which a traceback ends whose beginning nobody pasted: oslo.log puts its header before each of its lines."""
    for number in range(len(lines) - 1, 0, -1):
        prefixed = _PREFIXED.match(lines[number])
        if prefixed and (found := _RAISED.match(prefixed["rest"].strip())) and found["message"]:
            yield Raised(found["type"], found["message"].strip(), None, (number, number + 1))
            return


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the message of the exception above it."""
    return bool(line.strip()) and not line.startswith(("During handling", "The above exception")) and "Traceback (most" not in line


def _content(line: str) -> str:
    prefixed = _PREFIXED.match(line)
    return _OF_LIST.sub("", prefixed["rest"] if prefixed else line)


_OWN = ("nova", "neutron", "cinder", "glance", "placement", "keystone", "os_brick", "os_vif", "oslo_messaging", "oslo_db", "keystoneauth1")


def _place(path: str, function: str) -> str | None:
    """Module and function of a frame; None for frames of the standard library and of wrappers, which tell nothing."""
    parts = path.replace("\\", "/").split("/")
    start = next((number for number, part in enumerate(parts) if part in _OWN and number + 1 < len(parts)), None)
    if start is None or function in {
        "wrapper",
        "inner",
        "decorated_function",
        "__exit__",
        "force_reraise",
        "wrapped",
        "_decorator",
        "__call__",
    }:
        return None
    # a checkout of nova is called nova, too: the package is the last of that name
    while parts[start] in parts[start + 1 : -1]:
        start = parts.index(parts[start], start + 1)
    module = ".".join(parts[start:]).removesuffix(".py").removesuffix(".__init__")
    return f"{module}.{function}"


def _wrapped(raised: Raised, text: str) -> Iterator[Raised]:
    """What a program said that the exception carries in its message."""
    message = raised.message
    if reason := _REASON.search(message):
        inner = Raised("", reason["message"].strip(), wrapped=True, lines=raised.lines)
        yield inner
        yield from _wrapped(inner, text)
        return
    if said := _MONITOR.search(message):
        yield Raised("qemu", said["message"].strip(), wrapped=True, lines=raised.lines)
        return
    if "Unexpected error while running" in text:
        command = _COMMAND.search(message) or _COMMAND.search(text)
        if found := _telling(message) or _telling(text):
            yield Raised(_program(command["command"]) if command else "command", found, wrapped=True, lines=raised.lines)
        return
    if said := _PROGRAM_SAID.search(message):
        yield Raised(said["program"], said["message"].strip(), wrapped=True, lines=raised.lines)


def _telling(text: str) -> str | None:
    """Of what a program wrote, the line that tells what went wrong."""
    stderr = _STDERR.search(text)
    if stderr is None:
        return None
    parts = (part.strip(" '\"\t") for part in re.split(r"\\n|\n|\\r|\r", stderr["text"]))
    lines = [part for part in parts if re.search(r"\w", part)]
    return next((line for line in reversed(lines) if _TELLS.search(line)), lines[-1] if lines else None)


def _program(command: str) -> str:
    """The program that a command line runs, without what it is run by."""
    words = command.split()
    while words:
        word = words.pop(0).rsplit("/", 1)[-1]
        if word in _WRAPPERS or word.startswith(("-", "python")) or "=" in word or word.endswith(".conf"):
            continue
        return word
    return "command"
