"""An API service of the control plane."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Api:
    """An API service under gunicorn; application is its WSGI entry point."""

    name: str
    port: int
    application: str
    log: str
