"""Reads one host, in one round trip."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.diagnosis.evidence.hosts.answer import FactLines, evidence_of
from conformance.diagnosis.evidence.hosts.plan import NotSaid
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.model.errors import SuiteFault
from conformance.model.evidence import Evidence, Gap
from conformance.model.operation import Operation
from conformance.probe.hosts import HostAccess
from conformance.probe.program import whole
from conformance.transport.command import Command, assigned, joined, part_of_package, quoted

_PARTS = ("read_host.sh", "read_logs.sh", "read_facts.sh", "read_waits.sh")

_PATIENCE = 3
"""Seconds that the manager of services, and the like, may take for one answer."""

AFTERMATH = 60
"""Seconds after an operation whose log lines still belong to it: roll-backs, and timeouts of those who were waiting for it."""

_OTHERS = r"req-[0-9a-f-]+ [^]: -]|\[instance: [0-9a-f-]+\]|instance-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
"""What names another operation's things where a line has none of this one's: a request that some user made, an instance, a domain."""


@dataclass(frozen=True)
class Allowance:
    """What reading a host may cost.

    seconds: for its logs, after which it answers with what it has; share: seconds of them for one log at most.
    bytes: decisive records of one log; of other records of the operation it gives half of that, of its DEBUG records a quarter.
    memory: KiB for each program that reads logs, whatever they hold: the host has guests. inflated: bytes of one compressed log, unpacked.
    """

    seconds: int = 30
    share: int = 12
    bytes: int = 32 * 1024
    memory: int = 1_000_000
    inflated: int = 512 * 1024 * 1024


ALLOWANCE = Allowance()

_LOGS = 128
"""Logs of the allowed size that one answer may hold: what the host keeps to is for the host to keep, and it may be hostile."""


def read_host(
    access: HostAccess,
    operation: Operation,
    traces: Traces,
    calls: Iterable[Command | NotSaid],
    allowance: Allowance = ALLOWANCE,
    more: FactLines = lambda _: (),
) -> Iterator[Evidence | Gap]:
    """What the host's logs and facts say of the operation.

    :param calls: what to read there, from plan.py
    :param more: makes lines of facts of what is read here and not on the host
    :raises SuiteFault: the host cannot be reached, or did not answer in time
    """
    wanted = list(calls)
    sent = time.time()
    script = _script(operation, traces, [call for call in wanted if isinstance(call, Command)], allowance, sent)
    result = access.run(script, timeout=allowance.seconds * 2, limit=_LOGS * allowance.bytes)
    if not result.stdout:
        raise SuiteFault(f"{access.name}: it did not read its logs: {result.stderr.strip() or f'exit status {result.rc}'}")
    for call in wanted:
        if isinstance(call, NotSaid):
            yield Gap(source=call.source, why=call.why, host=access.name)
    yield from evidence_of(result.stdout, access.name, operation, sent, time.time(), more)


def _script(operation: Operation, traces: Traces, calls: Iterable[Command], allowance: Allowance, sent: float) -> Command:
    began = operation.started.timestamp()
    values: dict[str, str | int] = {
        "sent": int(sent),
        "begun": int(began),
        "ended": int(began + operation.seconds) + AFTERMATH,
        "budget": allowance.seconds,
        "share": allowance.share,
        "limit": allowance.bytes,
        "memory": allowance.memory,
        "inflated": allowance.inflated,
        "ids": traces.pattern(),
        "strange": _OTHERS,
    }
    assignments = [assigned(name, value) for name, value in values.items()]
    chooser = [quoted("select=$(cat <<'END_OF_AWK'"), _text("select.awk"), quoted("END_OF_AWK\n)")]
    part = joined("\n", [*assignments, *chooser, *map(_text, _PARTS), *calls, quoted("say clock_after clock")])
    # logs end in their own time, and what is asked besides gets half as much
    return whole([part], limit=allowance.seconds * 3 // 2, patience=_PATIENCE)


def _text(name: str) -> Command:
    """A file beside this one, without comments: it goes over the wire with every question."""
    return part_of_package(f"diagnosis/evidence/hosts/{name}", comments=False)
