"""The page in a browser: it asks nobody for anything, its script runs, and a cell leads to its test in the Allure report."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from conformance.report.allure.html import allure_command, write_page
from conformance.report.first_page.writing import FILE, first_page
from selftests.needs import need_report_generator
from selftests.report.browser import browser, opened
from selftests.report.first_page.builder import run_of, write_run

_DRIVER = """
const told = { refused: [], readouts: [], links: [] };
document.addEventListener("securitypolicyviolation", (event) => told.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
const figure = document.querySelectorAll("[data-map]")[ROW_OF_MAPS];
const svg = figure.querySelector("svg");
const at = (row, column) => {
  const [left, top, step] = ["left", "top", "step"].map((name) => Number(figure.dataset[name]));
  const box = svg.getBoundingClientRect();
  const where = { clientX: box.left + left + step * (column + 0.5), clientY: box.top + top + step * (row + 0.5), bubbles: true };
  svg.dispatchEvent(new PointerEvent("pointermove", { ...where, pointerType: "mouse" }));
  told.readouts.push(figure.querySelector(".readout").textContent);
  told.links.push(figure.querySelector(".readout a")?.getAttribute("href") ?? null);
};
at(0, 1);
at(1, 0);
const area = figure.querySelector(".scroll");
for (const key of ["ArrowDown", "ArrowDown"]) area.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
told.readouts.push(figure.querySelector(".readout").textContent);
told.colours = ["passed", "failed"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
told.painted = [...new Set([...svg.querySelectorAll("path")].map((path) => getComputedStyle(path).fill))];
told.wider = document.documentElement.scrollWidth > document.documentElement.clientWidth;
document.documentElement.dataset.told = JSON.stringify(told);
"""
"""Points at cells, as a mouse and as the keyboard does, and says what is told of them and what the policy has refused."""


def driven(page: Path, name: str) -> Path:
    """The page with the driver, which its policy allows."""
    driver = _DRIVER.replace("ROW_OF_MAPS", "1")
    allowed = f"script-src 'sha256-{b64encode(sha256(driver.encode()).digest()).decode()}' "
    text = page.read_text(encoding="utf-8").replace("script-src ", allowed, 1).replace("</body>", f"<script>{driver}</script></body>")
    path = page.with_name(name)
    path.write_text(text, encoding="utf-8")
    return path


def told(shown: str) -> dict[str, Any]:
    found = re.search(r'data-told="([^"]*)"', shown)
    assert found, shown[:400]
    content = json.loads(unescape(found[1]))
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a run over three hosts, of which nothing reaches the second one."""
    directory = tmp_path_factory.mktemp("reports") / "run"
    write_run(run_of(3), directory)
    (directory / "report.html").write_text("")
    assert first_page(run_of(3), directory)[1] is None
    return directory


@browser
def test_the_page_asks_nobody_for_anything_and_complains_of_nothing(run_dir: Path, tmp_path: Path) -> None:
    seen = opened(run_dir / FILE, "", tmp_path, lambda seen: "</html>" in seen.shown)
    assert seen.asked == []
    assert seen.said == []


@browser
def test_cells_are_told_in_words_and_lead_to_their_tests(run_dir: Path, tmp_path: Path) -> None:
    page = driven(run_dir / FILE, "driven.html")
    seen = opened(page, "", tmp_path, lambda seen: "data-told" in seen.shown)
    said = told(seen.shown)
    assert (seen.asked, seen.said, said["refused"]) == ([], [], [])
    assert said["readouts"][0].startswith("compute-1 to compute-2 failed: migration-network-blocked on compute-2")
    assert said["readouts"][1].startswith("compute-2 to compute-1 passed, ")
    assert said["readouts"][2].startswith("compute-3 to compute-1 passed, ")
    assert all(re.fullmatch(r"report\.html#[0-9a-f]{32}", link) for link in said["links"])
    assert len(set(said["links"])) == 2
    # colours are variables of the page's style: those of a dark page are others
    assert {"rgb(179, 38, 26)", "rgb(205, 225, 239)"} <= set(said["painted"])
    assert not said["wider"]


@browser
def test_a_link_leads_to_the_test_in_the_report(tmp_path: Path) -> None:
    need_report_generator()
    directory = tmp_path / "reports" / "run"
    run = run_of(3)
    write_run(run, directory)
    page, trouble = write_page(directory, allure_command())
    assert page is not None, trouble
    assert first_page(run, directory)[1] is None
    text = (directory / FILE).read_text(encoding="utf-8")
    (target,) = set(re.findall(r'<a href="report\.html(#[0-9a-f]{32})">live migration compute-1 to compute-2</a>', text))
    seen = opened(page, target, tmp_path / "home", lambda seen: 'data-testid="test-result-info-title"' in seen.shown)
    assert "test_live_migration[compute-1-to-compute-2]" in seen.shown
    assert "migration-network-blocked: live-migration of conformance-1 ended with ERROR" in seen.shown


@browser
def test_a_script_that_the_policy_does_not_name_is_refused_and_seen(run_dir: Path, tmp_path: Path) -> None:
    """So the console tells what a page does wrong."""
    page = run_dir / "changed.html"
    page.write_text((run_dir / FILE).read_text(encoding="utf-8").replace("</body>", "<script>var a</script></body>"), encoding="utf-8")
    assert opened(page, "", tmp_path, lambda seen: bool(seen.said)).said
