"""Bundles made of a few words, for tests of chains."""

from typing import Any

from conformance.model.evidence import Bundle, Evidence, Source

SERVER = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-2222-4333-8444-555555555555"
REQUEST = "req-00000000-aaaa-4bbb-8ccc-dddddddddddd"
OTHERS_REQUEST = "req-ffffffff-aaaa-4bbb-8ccc-dddddddddddd"


def oslo(message: str, *, level: str = "ERROR", second: int = 0, request: str = REQUEST, instance: str = SERVER, user: str = "u p") -> str:
    """A record of nova-compute. user: of the request; empty: the request is the service's own."""
    named = f" [instance: {instance}]" if instance else ""
    context = f"{request} {user} - - default default" if user else f"None {request} - - - - - -"
    return f"2026-11-21 10:00:{second:02}.000 7 {level} nova.compute.manager [{context}]{named} {message}"


def compute(*records: str, host: str = "compute-02", earlier: bool = False) -> Evidence:
    """nova-compute's log on a host."""
    return Evidence(source=Source.NOVA_COMPUTE, text="\n".join(records), host=host, earlier=earlier)


def bundle(*evidence: Evidence, **changes: Any) -> Bundle:
    """A boot on compute-02, of the server and request of this file."""
    known = {"id": "b", "operation": "boot", "destination": "compute-02", "requests": (REQUEST,), "names": (SERVER, "instance-0000000a")}
    return Bundle.model_validate({**known, "evidence": evidence, **changes})
