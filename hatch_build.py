"""What the package has besides its modules: suites, profiles, the files that install the report generator, and the commit."""

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INTO_PACKAGE = {
    "suites": "conformance/suites",
    "profiles": "conformance/profiles",
    "integrations": "conformance/integrations",
    "package.json": "conformance/generator/package.json",
    "package-lock.json": "conformance/generator/package-lock.json",
}
"""From the top of the repository, where they stay, to where they are in the wheel."""

COMMIT = "conformance/commit.txt"


class Installed(BuildHookInterface[Any]):
    """Adds them to the wheel; an editable install uses the repository itself. An sdist has them where the repository has them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """What hatchling calls before it builds. version: of the wheel: standard or editable."""
        root = Path(self.root)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"] |= {str(root / source): place for source, place in INTO_PACKAGE.items()}
        commit = _commit(root)
        if commit is None or version == "editable":
            return
        file = Path(tempfile.mkdtemp(prefix="conformance-build-")) / "commit.txt"
        file.write_text(f"{commit}\n", encoding="utf-8")
        build_data["force_include"][str(file)] = COMMIT


def _commit(root: Path) -> str | None:
    """What the clone is at; None outside of one: an sdist has the file already."""
    if not (root / ".git").exists():
        return None
    words = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    return said.stdout.strip() or None
