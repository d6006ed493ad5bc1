"""Whether Nova's services run on native threads."""

from collections.abc import Mapping

_WITHOUT = ("2025.1",)
"""Releases whose services need eventlet."""


def threading(release: str) -> Mapping[str, str]:
    """The environment of Nova's services: native threads where the release has them, as Nova is going to, and lighter on two cores."""
    return {} if release in _WITHOUT else {"OS_NOVA_DISABLE_EVENTLET_PATCHING": "true"}
