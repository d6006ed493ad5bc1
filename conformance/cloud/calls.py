"""How many requests the cloud's APIs were sent."""

from typing import Any

from openstack.connection import Connection


class Calls:
    """Counts the answers of a connection, logins included."""

    def __init__(self) -> None:
        self.count = 0
        self._told = 0

    def follow(self, conn: Connection) -> "Calls":
        """Count those of a connection, too."""
        conn.session.session.hooks["response"].append(self._heard)
        return self

    def new(self) -> int:
        """Those since the last time this was asked."""
        told, self._told = self._told, self.count
        return self.count - told

    def _heard(self, *_: Any, **__: Any) -> None:
        self.count += 1
