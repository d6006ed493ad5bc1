"""`python -m lab invariants`."""

import json

import click

from lab.errors import LabError, in_one_line
from lab.invariants.breakage import FaultGroup, NamedBreakage, breakages
from lab.invariants.outcome import Suite
from lab.invariants.page import PAGE, SEEN, page
from lab.invariants.trial import try_group
from lab.layout import default_layout


@click.command("invariants")
@click.argument("groups", nargs=-1, type=click.Choice([str(one) for one in FaultGroup]))
def invariants_command(groups: tuple[str, ...]) -> None:
    """Break what each invariant claims, see it fail with the right host named, recover it and see it hold; all, or those of some GROUPS.

    Needs a lab of three hosts. What is seen is kept in lab/invariants/seen.json, and docs/invariants-in-the-lab.md is written from it.
    """
    layout = default_layout()
    wrong = []
    with in_one_line():
        for which, wanted in _groups(groups):
            differing = [one.breakage for one in wanted]
            thresholds = {key: value for one in differing for key, value in one.thresholds.items()}
            guest = {key: value for one in differing for key, value in one.guest.items()}
            try:
                seen = try_group(layout, which, wanted, Suite(layout, thresholds, guest), click.echo)
            except LabError as error:
                click.echo(f"  {which}: {error}")
                wrong.append(str(which))
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


def _groups(names: tuple[str, ...]) -> list[tuple[FaultGroup, list[NamedBreakage]]]:
    """In the order that was asked for."""
    order = [FaultGroup(name) for name in names] or list(FaultGroup)
    grouped = [(which, [one for one in breakages() if one.breakage.together is which]) for which in order]
    return [(which, group) for which, group in grouped if group]
