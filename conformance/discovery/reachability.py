"""One gate a host: whether its tests can say anything about it. Looked at once a run, all hosts at once."""

from concurrent.futures import ThreadPoolExecutor

from conformance.model.errors import SuiteFault
from conformance.model.hosts import ComputeHost
from conformance.model.site import Site
from conformance.probe.hosts import Hosts

_AT_ONCE = 32

_DOWN = "Nova says that its compute service is down. Start nova-compute there, or look why it does not report."
_CELL_DOWN = "its cell does not answer Nova's API. Look at: nova-manage cell_v2 list_cells, and at the database of that cell"


def out_of_reach(site: Site, hosts: Hosts) -> dict[str, str]:
    """The hosts that take part and about which nothing can be said, and why, in a line each."""
    enabled = [host for host in site.hosts if host.takes_part]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as looking:
        reasons = looking.map(lambda host: _why_not(host, hosts), enabled)
        return {host.name: why for host, why in zip(enabled, reasons, strict=True) if why is not None}


def _why_not(host: ComputeHost, hosts: Hosts) -> str | None:
    if not host.up:
        return f"{host.name}: {_DOWN if host.cell_answers else _CELL_DOWN}"
    try:
        hosts.on(host.name).run("true")
    except SuiteFault as trouble:
        return str(trouble)
    return None
