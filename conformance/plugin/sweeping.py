"""The end of a run: what it created is removed, it is looked whether anything is left anywhere, and what is left is said."""

from contextlib import nullcontext

import pytest

from conformance.model.errors import SuiteFault, UsageProblem
from conformance.plugin.facts import RunFacts
from conformance.run.cleanup import sweep
from conformance.run.leaks import Leaks, find_leaks, places_of
from conformance.run.ledger import FILE, Ledger
from conformance.run.troubles import Troubles
from conformance.site.cloud import connect
from conformance.site.hosts import Hosts
from conformance.site.inventory import read_inventory
from conformance.site.profile import load_profile
from conformance.site.retries import Patience
from conformance.text.writing import for_terminal

LEFT = 6
"""The exit code of a run of which something is left."""


def sweep_run(config: pytest.Config, facts: RunFacts) -> bool:
    """Remove all that the ledger has; whether nothing is left. A second Ctrl-C leaves the rest to `conformance clean`."""
    ledger = Ledger(facts.run_dir / FILE)
    if not ledger.ever():
        return True
    later = how_to_clean(facts)
    try:
        left = _sweep(config, facts, ledger)
    except KeyboardInterrupt:
        say(config, f"interrupted; remove what is left with: {later}")
        raise
    except (SuiteFault, UsageProblem) as trouble:
        say(config, f"nothing could be removed: {trouble}. Do it later with: {later}")
        return False
    for line in left:
        say(config, f"left behind: {line}")
    if left:
        say(config, f"remove it later with: {later}")
    return not left


def how_to_clean(facts: RunFacts) -> str:
    """The command that removes what a run has left."""
    return f"conformance clean --run {facts.run_dir}"


def _sweep(config: pytest.Config, facts: RunFacts, ledger: Ledger) -> list[str]:
    profile = load_profile(facts.site.profile)
    inventory = read_inventory(config.getoption("inventory"), profile.hosts.group)
    with connect(facts.site.cloud, Troubles(facts.run_dir).note, Patience.WAITING) as conn, Hosts(profile, inventory) as hosts:
        leftovers = sweep(conn, ledger, budget=profile.timeouts.delete, tell=lambda line: say(config, line))
        if leftovers:
            return [f"{one.entry.kind} {one.entry.name} ({one.entry.id}): {one.why}" for one in leftovers]
        leaks: Leaks = find_leaks(ledger, places_of(conn, hosts, profile, facts.site, facts.run_dir))
    for line in leaks.unseen:
        say(config, f"it could not be seen whether anything is left: {line}")
    return leaks.left


def say(config: pytest.Config, line: str) -> None:
    """A line of the suite's own in the terminal, in the middle of a test too."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    capture = config.pluginmanager.get_plugin("capturemanager")
    if terminal is None:
        return
    with capture.global_and_fixture_disabled() if capture else nullcontext():
        terminal.ensure_newline()
        if config.get_terminal_writer().width_of_current_line:
            terminal.write_line("")
        terminal.write_line(for_terminal(f"conformance: {line}"))
        terminal.flush()
