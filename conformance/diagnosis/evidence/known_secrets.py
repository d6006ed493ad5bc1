"""The secrets that this process itself knows: those that its connection to the cloud was made with."""

from typing import Any

from conformance.text.names import names_a_secret


def secrets_of(conn: Any) -> tuple[str, ...]:
    """The secrets that a connection (openstacksdk's) was made with."""
    config = getattr(conn, "config", None)
    given = config.config.get("auth", {}) if config else {}
    return tuple(str(value) for name, value in given.items() if value and names_a_secret(name))
