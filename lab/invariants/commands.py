"""`python -m lab invariants`."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from lab.errors import LabError, in_one_line
from lab.faults.fault import FaultGroup
from lab.invariants.groups import members
from lab.invariants.page import PAGE, SEEN, page
from lab.invariants.trial import try_group
from lab.layout import Layout, default_layout
from lab.suite.runner import SuiteRunner


@click.command("invariants")
@click.argument("groups", nargs=-1, type=click.Choice([str(one) for one in FaultGroup]))
def invariants_command(groups: tuple[str, ...]) -> None:
    """Violate each invariant, see it reported with the right host, recover, see that it holds; all, or those of some GROUPS of faults.

    Needs a lab of three hosts. What is seen is kept in lab/invariants/seen.json, and docs/invariants-in-the-lab.md is written from it.
    """
    layout = default_layout()
    wrong = []
    with in_one_line():
        for group in [FaultGroup(name) for name in groups] or list(FaultGroup):
            try:
                seen = _try(layout, group)
            except LabError as error:
                click.echo(f"  {group}: {error}")
                wrong.append(str(group))
                continue
            keep(seen)
            for name, one in seen.items():
                click.echo(f"  {one['seen']:3}  {name}: {one['broken']}")
                if one["seen"] != "yes":
                    click.echo(f"       before: {one['before']}\n       recovered: {one['recovered']}")
                    wrong.append(name)
    PAGE.write_text(page())
    if wrong:
        raise click.ClickException(f"not seen as they must be: {', '.join(wrong)}")


def keep(seen: dict[str, dict[str, str]]) -> None:
    """Add to what was seen."""
    known = json.loads(SEEN.read_text()) if SEEN.exists() else {}
    SEEN.write_text(json.dumps(known | seen, indent=1, sort_keys=True) + "\n")


def _try(layout: Layout, group: FaultGroup) -> dict[str, dict[str, str]]:
    wanted = [one for one in members(group) if one.violation.here]
    for one in members(group):
        if not one.violation.here:
            click.echo(f"  {one.invariant}: {one.named.name} does not violate it on this machine")
    if not wanted:
        return {}
    thresholds = {key: value for one in wanted for key, value in one.named.fault.thresholds.items()}
    with TemporaryDirectory(prefix="lab-invariants-") as directory:
        runner = SuiteRunner(layout, Path(directory), {"expect": {"thresholds": thresholds}})
        return try_group(layout, group, wanted, runner, click.echo)
