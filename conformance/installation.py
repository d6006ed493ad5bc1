"""Where the suite's own files are: in a clone of the repository, or in an environment into which the package was installed.

In a clone, suites, profiles and what the report generator is installed by stand at the top of the repository. The package has the same
files beside its modules (hatch_build.py puts them there).
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTION = "openstack-host-conformance"

_PACKAGE = Path(__file__).parent
_TOP = _PACKAGE.parent

IN_CLONE = (_TOP / "pyproject.toml").is_file() and (_TOP / "suites" / "__init__.py").is_file()
"""Whether the code that runs stands in a clone, be it also installed in an environment (an editable install)."""

ROOT = _TOP if IN_CLONE else _PACKAGE
"""What ids of tests are relative to, so that they are the same in both: `suites/instances/test_boot.py::...`."""

SUITES = ROOT / "suites"

PROFILES = ROOT / "profiles"

INTEGRATIONS = ROOT / "integrations"
"""What pipelines and deployment tools use."""

GENERATOR_FILES = _TOP if IN_CLONE else _PACKAGE / "generator"
"""The directory of package.json and package-lock.json, by which npm installs the report generator."""

COMMIT = _PACKAGE / "commit.txt"
"""In the package: the commit that it was built of, as `git describe` says it."""


def package_version() -> str:
    """The version, with the commit where it is known: `0.1.0 (0123abc)`."""
    try:
        number = version(DISTRIBUTION)
    except PackageNotFoundError:
        # a clone that nothing has installed
        number = "unknown"
    commit = _commit()
    return f"{number} ({commit})" if commit else number


def _commit() -> str | None:
    """Of a clone, what its git says now; of the package, what it was built of."""
    if not IN_CLONE:
        return COMMIT.read_text(encoding="utf-8").strip() if COMMIT.is_file() else None
    head = _TOP / ".git"
    if not head.exists():
        return COMMIT.read_text(encoding="utf-8").strip() if COMMIT.is_file() else None
    return _said_by_git()


def _said_by_git() -> str | None:
    # only who asks for the version pays for it
    import subprocess

    words = ["git", "-C", str(_TOP), "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    try:
        said = subprocess.run(words, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.strip() or None
