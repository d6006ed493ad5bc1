"""The page of a gate: its verdict, and what each step saw, the newest first."""

import os
from pathlib import Path
from typing import Any

from markupsafe import Markup

from conformance.report.first_page.template import hash_of, style, template
from conformance.upgrade.gate_file import Gate, GateStep, Verdict
from conformance.upgrade.told import grouped, next_of, title_of, versions_of

FILE = "index.html"

_ASSETS = Path(__file__).parent / "assets"
_POLICY = "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'"
_SIGNS = {Verdict.GO: "\u2713", Verdict.NO_GO: "\u2717", Verdict.UNDECIDED: "?"}
_TONES = {Verdict.GO: "is-passed", Verdict.NO_GO: "is-failed", Verdict.UNDECIDED: "is-broken"}


def write_page(gate: Gate, directory: Path) -> Path:
    """Write the page of a gate that has at least one step, and return where. :raises OSError: it cannot be written"""
    newest = gate.steps[-1]
    text = template(_ASSETS, "gate.html.j2").render(
        gate=gate,
        next=next_of(newest).capitalize() + ".",
        policy=_POLICY.format(style=hash_of(style())),
        signs=_SIGNS,
        steps=[_shown(step, directory) for step in reversed(gate.steps)],
        style=Markup(style()),  # noqa: S704 - a file of this package
        tones=_TONES,
        verdict=newest.verdict,
    )
    path = directory / FILE
    path.write_text(text, encoding="utf-8")
    return path


def _shown(step: GateStep, directory: Path) -> dict[str, Any]:
    title = title_of(step)
    return {
        "title": title[:1].upper() + title[1:],
        "verdict": step.verdict,
        "when": f"{step.ended:%Y-%m-%d %H:%M} UTC",
        "run": step.run,
        "link": _link(step.run, directory) if step.run else None,
        "versions": versions_of(step),
        "reasons": [
            ("Against", grouped(step.against)),
            ("Undecided", grouped(step.undecided)),
            ("As before the upgrade", grouped(step.known)),
        ],
    }


def _link(run: str, directory: Path) -> str | None:
    """The first page of the step's run, if it is there; relative, so that reports may be copied as a whole."""
    page = Path(run) / FILE
    return os.path.relpath(page, directory) if page.is_file() else None
