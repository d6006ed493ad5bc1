"""Prints the options of Nova and Neutron as JSON. It runs in the services' own environment, which has nothing of the lab."""

import json
import sys
from importlib.metadata import entry_points
from typing import Any

SOURCES = {
    "nova.conf": ("nova.conf", "oslo.concurrency", "oslo.messaging", "oslo.privsep", "os_vif"),
    "neutron.conf": ("neutron.ml2.ovs.agent", "neutron.base.agent", "neutron", "oslo.concurrency", "oslo.messaging", "oslo.privsep"),
}
"""By configuration file, the names under which the packages publish their options (entry points of oslo.config.opts)."""


def main() -> None:
    """Print them: a list of objects with the keys file, group, name, type, choices, min, max and default."""
    published = {point.name: point for point in entry_points(group="oslo.config.opts")}
    found = {}
    for file, names in SOURCES.items():
        for name in names:
            if name not in published:
                continue
            for group, options in published[name].load()():
                for option in options:
                    described = _described(file, str(getattr(group, "name", group) or "DEFAULT"), option)
                    found[file, described["group"], described["name"]] = described
    json.dump([found[key] for key in sorted(found)], sys.stdout, indent=1)


def _described(file: str, group: str, option: Any) -> dict[str, Any]:
    kind = option.type
    choices = getattr(kind, "choices", None)
    return {
        "file": file,
        "group": group,
        "name": option.name.replace("-", "_"),
        "type": type(kind).__name__.lower(),
        "choices": [str(choice) for choice in choices] if choices else [],
        "min": _number(getattr(kind, "min", None)),
        "max": _number(getattr(kind, "max", None)),
        "default": None if option.default is None else str(option.default),
    }


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) else None


if __name__ == "__main__":
    main()
