"""Debian's cloud kernel as it is installed here, and the modules the guest takes from it."""

import re
from dataclasses import dataclass
from pathlib import Path

from lab.errors import LabError


@dataclass(frozen=True)
class Kernel:
    """One installed kernel."""

    image: Path
    modules: Path
    """The directory that modules.dep stands in."""


def newest(boot: Path = Path("/boot"), modules: Path = Path("/lib/modules")) -> Kernel:
    """The newest cloud kernel that is installed together with its modules.

    :raises LabError: there is none
    """
    found = [
        Kernel(image, modules / release)
        for image in sorted(boot.glob("vmlinuz-*-cloud-amd64"), key=_version)
        if (modules / (release := image.name.removeprefix("vmlinuz-")) / "modules.dep").is_file()
    ]
    if not found:
        raise LabError(f"no {boot}/vmlinuz-*-cloud-amd64 with its modules under {modules}: `make system` installs what the lab needs")
    return found[-1]


def load_order(kernel: Kernel, wanted: dict[str, list[str]]) -> dict[str, list[str]]:
    """For each stage the modules to insert, in order, as paths under the kernel's directory; each one is inserted once.

    :param wanted: names of modules by stage, as in modules.txt
    :raises LabError: the kernel has no such module
    """
    needs: dict[str, list[str]] = {}
    for line in (kernel.modules / "modules.dep").read_text().splitlines():
        path, _, others = line.partition(":")
        needs[path] = others.split()
    by_name = {_name(path): path for path in needs}
    seen: set[str] = set()
    order: dict[str, list[str]] = {}
    for stage, names in wanted.items():
        order[stage] = []
        for name in names:
            if name not in by_name:
                raise LabError(f"{kernel.modules} has no module {name} (lab/guest/modules.txt): use another kernel, or leave it out")
            # modules.dep names the nearest need first; what it needs itself stands behind it
            for path in [*reversed(needs[by_name[name]]), by_name[name]]:
                if path not in seen:
                    seen.add(path)
                    order[stage].append(path)
    return order


def read_wanted(text: str) -> dict[str, list[str]]:
    """Read modules.txt: `[stage]`, then a module's name a line; `#` starts a comment."""
    wanted: dict[str, list[str]] = {}
    stage: list[str] = []
    for line in text.splitlines():
        word = line.partition("#")[0].strip()
        if word.startswith("["):
            stage = wanted.setdefault(word.strip("[]"), [])
        elif word:
            stage.append(word)
    return wanted


def _name(path: str) -> str:
    return Path(path).name.partition(".ko")[0]


def _version(image: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", image.name)]
