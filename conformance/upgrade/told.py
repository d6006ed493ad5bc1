"""A gate for people, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from conformance.upgrade.gate_file import Gate, GateStep, Phase, Reason, Verdict

_TITLES = {Phase.BEFORE: "before the upgrade", Phase.STEP: "step", Phase.AFTER: "after the upgrade"}
_NEXT = {
    Verdict.GO: {
        Phase.BEFORE: "upgrade the control plane, then the first hosts, and run `step`",
        Phase.STEP: "upgrade the next hosts and run `step`, or finish the upgrade and run `after`",
        Phase.AFTER: "the upgrade is done: `conformance canary stop` removes the canaries",
    },
    Verdict.NO_GO: {
        Phase.BEFORE: "set right what is wrong, and run `before` again; nothing was upgraded yet",
        Phase.STEP: "do not upgrade further hosts: set right what is wrong, and run this step again",
        Phase.AFTER: "set right what is wrong, and run `after` again",
    },
    Verdict.UNDECIDED: dict.fromkeys(Phase, "set right what keeps the suite from testing, and run this step again"),
}
_MOST_PLACES = 8


@dataclass(frozen=True)
class Group:
    """The reasons of one cause, or of the same words. more: places beside those that are shown."""

    what: str
    count: int
    places: tuple[str, ...]
    more: int
    cause: str | None
    remedy: str | None
    run: str | None


def title_of(step: GateStep) -> str:
    """What a step is called."""
    changed = f" with {', '.join(step.changed)} upgraded" if step.changed else ""
    return f"{_TITLES[step.phase]}{changed}"


def next_of(step: GateStep) -> str:
    """What is to be done after it."""
    return _NEXT[step.verdict][step.phase]


def step_lines(gate: Gate, step: GateStep) -> Iterator[str]:
    """The verdict of a step in one line, then why, then what comes next."""
    yield f"gate {gate.name}, {title_of(step)}: {step.verdict.upper()}"
    for title, reasons in (("", step.against), ("undecided: ", step.undecided), ("as before the upgrade: ", step.known)):
        yield from (f"  {title}{line}" for line in grouped_lines(reasons))
    for product, versions in versions_of(step):
        yield f"  {product}: {versions}"
    yield f"  next: {next_of(step)}"


def grouped_lines(reasons: Sequence[Reason]) -> Iterator[str]:
    """The reasons, a line for each group of them."""
    return (_line(group) for group in grouped(reasons))


def grouped(reasons: Sequence[Reason]) -> list[Group]:
    """One for all reasons of a cause, or of the same words where there is none; those of causes that are known first."""

    def key(reason: Reason) -> tuple[bool, str, str]:
        return (not reason.cause, reason.cause or "", "" if reason.cause else reason.what)

    groups = []
    for _, group in groupby(sorted(reasons, key=key), key):
        alike = list(group)
        first = alike[0]
        places = sorted({reason.where for reason in alike if reason.where})
        groups.append(
            Group(
                what=first.what,
                count=len(alike),
                places=tuple(places[:_MOST_PLACES]),
                more=max(0, len(places) - _MOST_PLACES),
                cause=first.cause,
                remedy=first.remedy,
                run=first.run,
            )
        )
    return groups


def versions_of(step: GateStep) -> list[tuple[str, str]]:
    """By product: the versions, each with the hosts that have it, or how many those are."""
    told = []
    for product, by_host in sorted(step.versions.items()):
        hosts: dict[str, list[str]] = {}
        for host, version in sorted(by_host.items()):
            hosts.setdefault(version, []).append(host)
        parts = (
            f"{version} on {', '.join(names) if len(names) <= _MOST_PLACES else f'{len(names)} hosts'}" for version, names in hosts.items()
        )
        told.append((product, ", ".join(parts)))
    return told


def _line(group: Group) -> str:
    places = ", ".join(group.places) + (f" and {group.more} more" if group.more else "")
    words = [f"{group.cause}: {group.what}" if group.cause else group.what, f"at {places}" if places else ""]
    words += [f"({group.count} times)" if group.count > 1 else "", f"in run {group.run}" if group.run else ""]
    return " ".join(word for word in words if word) + (f". Remedy: {group.remedy.splitlines()[0]}" if group.remedy else "")
