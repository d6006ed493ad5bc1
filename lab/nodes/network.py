"""Bridges of the lab, and the links that tie a node to them."""

import json
from contextlib import suppress
from ipaddress import IPv4Network
from typing import Any

from lab.errors import LabError
from lab.layout import GUEST_BRIDGE, GUESTS, MANAGEMENT, MANAGEMENT_BRIDGE
from lab.shell import run


def raise_bridges() -> None:
    """Make the two bridges, unless they stand already."""
    for bridge, network in ((MANAGEMENT_BRIDGE, MANAGEMENT), (GUEST_BRIDGE, GUESTS)):
        if bridge not in links():
            _raise_bridge(bridge, network)


def _raise_bridge(bridge: str, network: IPv4Network) -> None:
    run(["ip", "link", "add", bridge, "type", "bridge"])
    run(["ip", "addr", "add", f"{network[1]}/{network.prefixlen}", "dev", bridge])
    run(["ip", "link", "set", bridge, "up"])
    _without_offload(bridge)


def remove_bridges() -> None:
    """Take the bridges down, as far as they stand.

    :raises LabError: something is still tied to them
    """
    check_bridges_are_free()
    for bridge in (MANAGEMENT_BRIDGE, GUEST_BRIDGE):
        if bridge in links():
            run(["ip", "link", "delete", bridge])


def check_bridges_are_free() -> None:
    """Take away links that a lab of another root directory left behind when its processes were killed.

    :raises LabError: links that are not of a node that is known here are tied to the bridges, and their lab runs
    """
    tied = {link["ifname"]: link for link in _all_links() if link.get("master") in {MANAGEMENT_BRIDGE, GUEST_BRIDGE}}
    if not tied:
        return
    peopled = _peopled_namespaces()
    if any(link.get("link_netnsid") in peopled for link in tied.values()):
        raise LabError(
            f"another lab uses this machine's bridges ({', '.join(sorted(tied))}): bring it down from the root directory it was started in"
        )
    for name in tied:
        _delete(name)


def _peopled_namespaces() -> set[int]:
    """Network namespaces in which a process runs, by the numbers that links of this machine know them by."""
    listed = json.loads(run(["lsns", "--json", "--type", "net", "--output", "NETNSID"]))["namespaces"]
    return {int(entry["netnsid"]) for entry in listed if entry["netnsid"] != "unassigned"}


def links() -> set[str]:
    """The names of the links of this machine."""
    return {link["ifname"] for link in _all_links()}


def _all_links() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(["ip", "-json", "link"]))
    return found


def namespaces() -> set[str]:
    """The names of the network namespaces of this machine."""
    return {entry["name"] for entry in json.loads(run(["ip", "-json", "netns", "list"]) or "[]")}


def plug(namespace: str, device: str, bridge: str, *, address: str | None = None) -> None:
    """Tie a namespace to a bridge by a pair of links.

    :param device: the name of the end inside the namespace; the end at the bridge is named after both
    """
    outside = _ends_of(namespace) + device
    run(["ip", "link", "add", outside, "type", "veth", "peer", "name", device, "netns", namespace])
    run(["ip", "link", "set", outside, "master", bridge, "up"])
    inside = ["ip", "-netns", namespace]
    if address is not None:
        run([*inside, "addr", "add", address, "dev", device])
    run([*inside, "link", "set", device, "up"])
    _without_offload(outside)
    _without_offload(device, namespace)


def unplug(namespace: str) -> None:
    """Take away the ends at the bridges, and so the others: the kernel would do it some time after the namespace has ended."""
    for link in links():
        if link.startswith(_ends_of(namespace)):
            _delete(link)


def _delete(link: str) -> None:
    with suppress(LabError):
        # the kernel may have been first
        run(["ip", "link", "delete", link])


def _ends_of(namespace: str) -> str:
    """What the names of a namespace's links begin with at the bridges; names of links are short."""
    short = namespace.replace("compute-", "c").replace("storage-", "s").replace("lab-", "")
    return f"{short}-"


def _without_offload(device: str, namespace: str | None = None) -> None:
    # Open vSwitch's userspace datapath reads packets from raw sockets: a checksum left for hardware to fill in would never be
    inside = [] if namespace is None else ["ip", "netns", "exec", namespace]
    run([*inside, "ethtool", "-K", device, "tx", "off"])
