"""How a run is started as a process: pytest, the same from wherever it is started."""

import os
import sys
from pathlib import Path

from conformance.installation import IN_CLONE, ROOT


def pytest_command() -> list[str]:
    """The program, and options that make ids of tests and the configuration those of the suites, whatever the directory is.

    The cache of pytest (`--lf`) is kept where the run is started: the code may be anybody's, or in a place that cannot be written to.
    """
    configured = ROOT / "pyproject.toml" if IN_CLONE else Path(os.devnull)
    cache = [] if IN_CLONE else ["-o", f"cache_dir={Path.cwd() / '.pytest_cache'}"]
    return [sys.executable, "-m", "pytest", "-c", str(configured), "--rootdir", str(ROOT), *cache, "-ra"]
