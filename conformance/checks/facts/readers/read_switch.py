"""What Open vSwitch says, as ovs-vsctl prints its tables in JSON."""

from collections.abc import Iterator
from typing import Any

from conformance.checks.facts.fact import ProbePoint, Question, Said, fact_of_several
from conformance.input.understanding import parsed_json
from conformance.model.facts import Switch, Tunnel
from conformance.probe.chunks import Chunk
from conformance.transport.command import quoted


def switch(of: Said) -> Switch:
    """Bridges, settings and tunnels."""
    said = of.chunks
    settings = next(_rows(said["settings"]), {}).get("external_ids", {})
    tunnels = (Tunnel(kind=row["type"], **_ends(row["options"])) for row in _rows(said["tunnels"]) if "remote_ip" in row["options"])
    return Switch(bridges=tuple(said["bridges"].text.split()), settings=settings, tunnels=tuple(tunnels))


def _ends(options: dict[str, str]) -> dict[str, str]:
    return {"remote": options["remote_ip"], "local": options.get("local_ip", "")}


def _rows(chunk: Chunk) -> Iterator[dict[str, Any]]:
    """Rows by the names of their columns; OVSDB writes a map as ["map", [[key, value], ...]]."""
    table = parsed_json(chunk.text) if chunk.text.strip() else {"headings": [], "data": []}
    for row in table["data"]:
        yield {heading: dict(value[1]) if _is_map(value) else value for heading, value in zip(table["headings"], row, strict=True)}


def _is_map(value: object) -> bool:
    return isinstance(value, list) and value[:1] == ["map"]


_SETTINGS = quoted("ask --format=json --columns=external_ids list Open_vSwitch")
_TUNNELS = quoted("""ask --format=json --columns=type,options find Interface type!=internal type!='""' type!=patch""")

FACTS = (
    fact_of_several(
        "switch",
        (
            Question(ProbePoint.VSWITCH, quoted("ask list-br"), ("bridges",)),
            Question(ProbePoint.VSWITCH, _SETTINGS, ("settings",)),
            Question(ProbePoint.VSWITCH, _TUNNELS, ("tunnels",)),
        ),
        switch,
        needs=("bridges", "settings", "tunnels"),
        theirs=True,
    ),
)
