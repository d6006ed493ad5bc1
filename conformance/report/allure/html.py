"""The report, made by Allure 3: one self-contained page, or, where that would be large, a page with its data in files beside it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from conformance.input.files import MIB
from conformance.report.allure.config import FILE as CONFIG
from conformance.report.allure.divided import divided
from conformance.report.allure.generator import allure_command, how_to_get_it, search_path
from conformance.report.allure.page_policy import UnexpectedPage, confined

__all__ = ["GENERATING", "LARGEST", "PAGE", "PARTS", "allure_command", "write_page"]

GENERATING = 300.0
"""Seconds that the generator may take."""

PAGE = "report.html"

PARTS = "report-data"
"""The directory beside the page with its data, where there is one."""

LARGEST = 24 * MIB
"""Bytes of a page in one file: a larger one takes a browser more than a second before it shows anything."""

_TOLD = frozenset({"HOME", "LANG", "LANGUAGE", "TMPDIR", "TZ"})


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What the generator is told: where its programs and files are, and the language; no credentials of a pipeline or a cloud."""
    kept = {name: value for name, value in environment.items() if name in _TOLD or name.startswith("LC_")}
    return kept | {"PATH": search_path()}


def write_page(run_dir: Path, command: Path | None) -> tuple[Path | None, str | None]:
    """report.html of the run, or None and one line that says why there is none and how to get it. Raises nothing."""
    if command is None:
        return None, f"no HTML report: Allure 3 is not installed; {how_to_get_it()}"
    output = run_dir / "allure-report"
    # not `allure awesome`, which ignores what the configuration says of its plugin
    arguments = ["generate", "--config", str(run_dir / CONFIG), "--output", str(output), str(run_dir / "allure-results")]
    try:
        done = subprocess.run(
            [str(command), *arguments],
            cwd=run_dir,
            env=_environment(os.environ),
            capture_output=True,
            text=True,
            timeout=GENERATING,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return None, f"no HTML report: {command} did not run: {trouble}"
    page = output / "index.html"
    if done.returncode != 0 or not page.is_file():
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        return None, f"no HTML report: {command} ended with {done.returncode}: {said[-1]}"
    final = run_dir / PAGE
    try:
        _place(confined(page.read_bytes()), output, final)
    except UnexpectedPage as trouble:
        return None, f"no HTML report: {command} made a page that this suite does not know: {trouble}. {how_to_get_it()}"
    except OSError as trouble:
        return None, f"no HTML report: {trouble}"
    finally:
        shutil.rmtree(output, ignore_errors=True)
    return final, None


def _place(page: bytes, made: Path, final: Path) -> None:
    """Put the page in its place, and its data beside it where it is large; those of a former page go.

    :param made: a directory beside it, for what is not complete
    """
    parts: Mapping[str, bytes] = {}
    if len(page) > LARGEST:
        page, parts = divided(page, PARTS)
    directory = final.with_name(PARTS)
    shutil.rmtree(directory, ignore_errors=True)
    if parts:
        (made / PARTS).mkdir()
        for name, content in parts.items():
            (made / PARTS / name).write_bytes(content)
        (made / PARTS).rename(directory)
    (made / PAGE).write_bytes(page)
    (made / PAGE).replace(final)
