"""How a host is let in to Ceph: nova-compute's user there, and libvirt's secret. Keys are told by digests, and compared by them."""

import re
from collections.abc import Mapping

from conformance.checks.facts.fact import ProbePoint, fact
from conformance.input.understanding import NOT_UNDERSTOOD, parsed_json
from conformance.model.facts import CephClient, LibvirtSecret, Monitor
from conformance.probe.chunks import Chunk
from conformance.transport.command import quoted

_VERSION = re.compile(r"ceph version (\S{1,64})")
_DIGEST = re.compile(r"[0-9a-f]{16}")


def ceph_client(chunk: Chunk) -> CephClient | None:
    """None where nova-compute opens no disks in Ceph."""
    told = _told(chunk)
    if "user" not in told:
        return None
    version = _VERSION.match(told.get("version", ""))
    return CephClient(
        user=told["user"],
        version=version.group(1) if version else "",
        key=_digest(told),
        health=_health(told.get("health", "")),
        refused=told.get("refused"),
        monitors=tuple(sorted((_monitor(line) for line in chunk.lines if line.startswith("monitor ")), key=lambda one: one.address)),
    )


def ceph_secret(chunk: Chunk) -> LibvirtSecret | None:
    """None where nova-compute is told of no secret."""
    told = _told(chunk)
    if "uuid" not in told:
        return None
    return LibvirtSecret(uuid=told["uuid"], key=_digest(told), problem=told.get("problem"))


def _told(chunk: Chunk) -> Mapping[str, str]:
    return {name: value for name, _, value in (line.partition(" ") for line in chunk.lines)}


def _digest(told: Mapping[str, str]) -> str | None:
    """:raises ValueError: what is told is none: a key itself is never taken"""
    digest = told.get("key")
    if digest is not None and not _DIGEST.fullmatch(digest):
        raise ValueError("what is told of a key is no digest of one")
    return digest


def _health(text: str) -> dict[str, str] | None:
    """What the cluster warns of; None where it did not tell, as where there is no `ceph` or it may not ask."""
    try:
        checks = parsed_json(text)["checks"]
        return {str(name): str(check["summary"]["message"]) for name, check in sorted(checks.items())}
    except NOT_UNDERSTOOD:
        return None


def _monitor(line: str) -> Monitor:
    _, address, port, rc, *why = line.split(" ", 4)
    barred = None if rc == "0" else " ".join(why) or ("no answer" if rc == "124" else f"it ended with {rc}")
    return Monitor(address=f"{address}:{port}" if ":" not in address else f"[{address}]:{port}", barred=barred)


FACTS = (
    fact("ceph", ProbePoint.NOVA_COMPUTE, quoted("ceph_client"), ceph_client, later=True, slow=True),
    fact("ceph_libvirt", ProbePoint.LIBVIRT, quoted("ceph_secret"), ceph_secret, later=True, theirs=True),
)
