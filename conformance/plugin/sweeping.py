"""The end of a run: what it created is removed, and what cannot be is said."""

import pytest

from conformance.model.errors import SuiteFault, UsageProblem
from conformance.plugin.facts import RunFacts
from conformance.run.cleanup import sweep
from conformance.run.ledger import Ledger
from conformance.run.troubles import Troubles
from conformance.site.cloud import connect
from conformance.site.profile import load_profile


def sweep_run(config: pytest.Config, facts: RunFacts) -> bool:
    """Remove all that the ledger has; whether nothing is left. A second Ctrl-C leaves the rest to `conformance cleanup`."""
    ledger = Ledger(facts.run_dir / "ledger.jsonl")
    if not ledger.left():
        return True
    later = f"conformance cleanup --os-cloud {facts.site.cloud} {facts.run_dir}"
    try:
        budget = load_profile(facts.site.profile).timeouts.delete
        with connect(facts.site.cloud, Troubles(facts.run_dir).note) as conn:
            leftovers = sweep(conn, ledger, budget=budget, tell=lambda line: _say(config, line))
    except KeyboardInterrupt:
        _say(config, f"interrupted; remove what is left with: {later}")
        raise
    except (SuiteFault, UsageProblem) as trouble:
        _say(config, f"nothing could be removed: {trouble}. Do it later with: {later}")
        return False
    for leftover in leftovers:
        _say(config, f"left behind: {leftover.entry.kind} {leftover.entry.name} ({leftover.entry.id}): {leftover.why}")
    if leftovers:
        _say(config, f"remove it later with: {later}")
    return not leftovers


def _say(config: pytest.Config, line: str) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.ensure_newline()
        terminal.write_line(f"conformance: {line}")
