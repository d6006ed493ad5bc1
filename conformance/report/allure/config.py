"""allurerc.mjs: how Allure makes the report of a run, and by what `allure quality-gate` judges it.

It is one program for all runs (allurerc.mjs, beside this module), after one line of what is particular to the run, as JSON.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.report.allure.categories import allure3_categories
from conformance.report.allure.metrics import described
from conformance.text.writing import json_text

FILE = "allurerc.mjs"

_PROGRAM = Path(__file__).with_name(FILE)

_LONGEST_NAME = 64
"""Characters that Allure allows for the name of an environment."""


@dataclass(frozen=True)
class Ended:
    """What the quality gate is to find of a run: its exit code, and how many tests were selected, without those whose failure is known."""

    exit_code: int
    results: int


@dataclass(frozen=True)
class ReportedOn:
    """What the report is of: the cloud, its hosts, and versions by product and host."""

    cloud: str
    hosts: tuple[str, ...]
    host_versions: Mapping[str, Mapping[str, str]]


def write_config(run_dir: Path, tested: ReportedOn, taxonomy: Taxonomy, ended: Ended) -> None:
    """Writes it into the run's directory. :raises OSError: it cannot be written"""
    run = {
        "name": f"Compute hosts of {tested.cloud}",
        "categories": allure3_categories(taxonomy),
        "versions": list(_versions(nova_versions(tested.host_versions))),
        "performance": described(tested.hosts),
        "results": ended.results,
        "exitCode": ended.exit_code,
    }
    (run_dir / FILE).write_text(f"const run = {json_text(run)};\n{_PROGRAM.read_text(encoding='utf-8')}", encoding="utf-8")


def nova_versions(host_versions: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """By host, the version of Nova where hosts have different ones, as during an upgrade; empty where they do not."""
    known = host_versions.get("nova", {})
    return known if len(set(known.values())) > 1 else {}


def _versions(by_host: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for number, version in enumerate(sorted(set(by_host.values()))):
        yield {
            "id": f"nova-{number}",
            # Allure refuses what may be a path, and control characters
            "name": re.sub(r"[^\w .:+~-]", "-", f"nova {version}")[:_LONGEST_NAME],
            "version": version,
            "hosts": ", ".join(sorted(host for host, its in by_host.items() if its == version)),
        }
