"""The report as one self-contained page, made by Allure 3."""

import shutil
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent

GENERATING = 300.0
"""Seconds that the generator may take."""

_HOW = "install Node.js 20 or newer and run 'npm ci' in the repository"


def allure_command() -> Path | None:
    """The pinned generator beside the suite, or one on PATH; None when neither is there, or Node.js is not."""
    if shutil.which("node") is None:
        return None
    pinned = REPOSITORY / "node_modules" / ".bin" / "allure"
    if pinned.exists():
        return pinned
    found = shutil.which("allure")
    return Path(found) if found else None


def write_page(run_dir: Path, command: Path | None) -> tuple[Path | None, str | None]:
    """report.html of the run, or None and one line that says why there is none and how to get it. Raises nothing."""
    if command is None:
        return None, f"no HTML report: Allure 3 is not installed; {_HOW}"
    output = run_dir / "allure-report"
    arguments = [
        "awesome",
        "--single-file",
        "--config",
        str(run_dir / "allurerc.json"),
        "--output",
        str(output),
        str(run_dir / "allure-results"),
    ]
    try:
        done = subprocess.run([str(command), *arguments], cwd=run_dir, capture_output=True, text=True, timeout=GENERATING, check=False)
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return None, f"no HTML report: {command} did not run: {trouble}"
    page = output / "index.html"
    if done.returncode != 0 or not page.is_file():
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        return None, f"no HTML report: {command} ended with {done.returncode}: {said[-1]}"
    final = run_dir / "report.html"
    page.replace(final)
    shutil.rmtree(output)
    return final, None
