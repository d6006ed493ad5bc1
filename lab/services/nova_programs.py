"""How Nova's services are run."""

from collections.abc import Mapping

GRACEFUL_SHUTDOWN = 90
"""Seconds that a service has to end: Nova finishes what it is doing, for graceful_shutdown_timeout at most."""

_WITHOUT = ("2025.1",)
"""Releases whose services need eventlet."""


def threading(release: str) -> Mapping[str, str]:
    """The environment of Nova's services: native threads where the release has them, as Nova is going to, and lighter on two cores."""
    return {} if release in _WITHOUT else {"OS_NOVA_DISABLE_EVENTLET_PATCHING": "true"}
