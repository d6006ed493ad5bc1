"""A gate for people: lines in the terminal, and a page in Markdown."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from conformance.text.writing import for_disk
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


def step_lines(gate: Gate, step: GateStep) -> Iterator[str]:
    """The verdict of a step in one line, then why, then what comes next."""
    yield f"gate {gate.name}, {_title(step)}: {step.verdict.upper()}"
    for title, reasons in (("", step.against), ("undecided: ", step.undecided), ("as before the upgrade: ", step.known)):
        yield from (f"  {title}{line}" for line in _grouped(reasons))
    for product, versions in sorted(_versions(step).items()):
        yield f"  {product}: {versions}"
    yield f"  next: {_NEXT[step.verdict][step.phase]}"


def page(gate: Gate) -> str:
    """The whole gate as Markdown, the newest step first."""
    newest = gate.steps[-1] if gate.steps else None
    lines = [f"# Upgrade gate {gate.name}: {newest.verdict.upper() if newest else 'not begun'}", ""]
    lines += [f"Cloud {gate.cloud}" + (f", upgraded to Nova {gate.to}" if gate.to else ""), ""]
    for step in reversed(gate.steps):
        lines += [f"## {_title(step).capitalize()}: {step.verdict}", "", f"{step.ended:%Y-%m-%d %H:%M} UTC, run {step.run}", ""]
        for title, reasons in (("Against", step.against), ("Undecided", step.undecided), ("As before the upgrade", step.known)):
            if reasons:
                lines += [f"### {title}", "", *(f"- {_escaped(line)}" for line in _grouped(reasons)), ""]
        lines += [f"- {product}: {versions}" for product, versions in sorted(_versions(step).items())]
        lines += ["", f"Next: {_NEXT[step.verdict][step.phase]}.", ""]
    return for_disk("\n".join(lines)) + "\n"


def _title(step: GateStep) -> str:
    changed = f" with {', '.join(step.changed)} upgraded" if step.changed else ""
    return f"{_TITLES[step.phase]}{changed}"


def _grouped(reasons: Sequence[Reason]) -> Iterator[str]:
    """One line for all reasons of a cause, or of the same words: what, where, remedy."""

    def key(reason: Reason) -> tuple[str, str]:
        return (reason.cause or "", "" if reason.cause else reason.what)

    for (cause, _), group in groupby(sorted(reasons, key=key), key):
        alike = list(group)
        places = sorted({reason.where for reason in alike if reason.where})
        shown = ", ".join(places[:_MOST_PLACES]) + (f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else "")
        first = alike[0]
        words = [f"{cause}: {first.what}" if cause else first.what, f"at {shown}" if shown else ""]
        words += [f"({len(alike)} times)" if len(alike) > 1 else "", f"in run {first.run}" if first.run else ""]
        yield " ".join(word for word in words if word) + (f". Remedy: {first.remedy.splitlines()[0]}" if first.remedy else "")


def _versions(step: GateStep) -> dict[str, str]:
    """By product: the versions, each with the number of hosts that have it, and their names where they are few."""
    told = {}
    for product, by_host in step.versions.items():
        hosts: dict[str, list[str]] = {}
        for host, version in sorted(by_host.items()):
            hosts.setdefault(version, []).append(host)
        told[product] = ", ".join(
            f"{version} on {', '.join(names) if len(names) <= _MOST_PLACES else f'{len(names)} hosts'}" for version, names in hosts.items()
        )
    return told


def _escaped(text: str) -> str:
    """Markdown that shows the text as it is."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|" else character for character in text)
