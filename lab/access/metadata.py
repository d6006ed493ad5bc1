"""Whether guests read metadata over the network: a guest without a config drive on each compute host says so on its console."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from openstack.exceptions import SDKException

from lab.access.cloud import FLAVORS, IMAGE, NETWORK
from lab.errors import LabError
from lab.wait import wait_for

_SAID = re.compile(r"^conformance-guest metadata=(?P<said>.*?)\s*$", re.MULTILINE)
_BUDGET = 180
"""Seconds that a guest has to boot, to get its address and to ask."""


def check_metadata(cloud: Any, hosts: list[str], say: Callable[[str], None]) -> None:
    """Boot a guest on each host in turn, read what it says of metadata, and delete it.

    :param say: is told of each host whose guest was right
    :raises LabError: a guest read none, or another guest's
    """
    for host in hosts:
        server = _boot(cloud, host)
        try:
            said = _await_word(cloud, server, host)
        finally:
            with suppress(SDKException):
                cloud.compute.delete_server(server)
        if said != server.id:
            raise LabError(f"{host}: the guest {server.id} says of its metadata: {said or 'nothing'} (logs: `python -m lab logs`)")
        say(f"{host}: the guest {server.id} read its metadata over the network")


def _boot(cloud: Any, host: str) -> Any:
    server = cloud.compute.create_server(
        name=f"metadata-{uuid4().hex[:8]}",
        image_id=cloud.image.find_image(IMAGE, ignore_missing=False).id,
        flavor_id=cloud.compute.find_flavor(next(iter(FLAVORS)), ignore_missing=False).id,
        networks=[{"uuid": cloud.network.find_network(NETWORK, ignore_missing=False).id}],
        availability_zone=f"nova:{host}",
        config_drive=False,
    )
    return cloud.compute.wait_for_server(server, wait=_BUDGET)


def _await_word(cloud: Any, server: Any, host: str) -> str | None:
    def words() -> list[str]:
        return said_of_metadata(cloud.compute.get_server_console_output(server)["output"] or "")

    wait_for(f"{host}: the guest {server.id} to say what it read of its metadata", words, budget=_BUDGET, interval=2)
    return words()[-1]


def said_of_metadata(console: str) -> list[str]:
    """What a guest said of its metadata on its console: its uuid, or why it has none."""
    return [found["said"] for found in _SAID.finditer(console.replace("\r", ""))]
