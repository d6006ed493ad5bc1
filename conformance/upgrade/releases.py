"""Which compute services a new control plane of Nova accepts.

Source: OLDEST_SUPPORTED_SERVICE_VERSION in nova/objects/service.py of each release, and the OpenStack project's resolution on releases
between which upgrades may skip one (SLURP, 2022-02-10): those whose names end in .1, whose major versions of Nova are odd.
"""

import re

from conformance.model.errors import UsageProblem

_RELEASE = re.compile(r"(20[2-9]\d)\.([12])")
_VERSION = re.compile(r"(\d{1,3})(\.\d{1,6}){0,3}")


def nova_of(release: str) -> str:
    """The version of Nova of an OpenStack release (2026.2), as far as its name tells it; a version of Nova is itself.

    :raises UsageProblem: it is neither
    """
    found = _RELEASE.fullmatch(release)
    if found:
        # two releases a year: 2025.1 has Nova 31
        return str(31 + 2 * (int(found[1]) - 2025) + int(found[2]) - 1)
    if not _VERSION.fullmatch(release):
        raise UsageProblem(f"{release!r} is no release: give its name, such as 2026.2, or its version of Nova, such as 34.0.0")
    return release


def major(version: str) -> int | None:
    """The major version of Nova; None where the text is none."""
    found = _VERSION.match(version)
    return int(found[1]) if found else None


def is_too_old(compute: str, control: str) -> bool:
    """Whether conductor, scheduler and API of that version refuse to start beside a compute service of this one.

    False where a version is not known.
    """
    old, new = major(compute), major(control)
    if old is None or new is None:
        return False
    return old < new - (2 if new % 2 else 1)
