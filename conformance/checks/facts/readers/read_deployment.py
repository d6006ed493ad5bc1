"""Whether services in containers run with the configuration that their deployer has written for them."""

import re

from conformance.checks.facts.fact import ProbePoint, fact
from conformance.model.facts import DeployedFiles
from conformance.probe.chunks import Chunk
from conformance.transport.command import quoted

_FILE = re.compile(r"'/var/lib/kolla/config_files/([\w./-]{1,200})'")
_MOST = 12


def deployed(chunk: Chunk) -> DeployedFiles:
    """What differs. :raises ValueError: something else is said"""
    said = chunk.text.strip()
    if said in {"none", "same"}:
        return DeployedFiles(compared=said == "same")
    files = tuple(dict.fromkeys(_FILE.findall(said)))[:_MOST]
    if not files and "StateMismatch" in said:
        files = ("config.json",)
    if not files:
        raise ValueError(said[:200] or "it says nothing")
    return DeployedFiles(compared=True, differing=files)


FACTS = (
    fact("deployed_nova_compute", ProbePoint.NOVA_COMPUTE, quoted("deployed"), deployed),
    fact("deployed_libvirt", ProbePoint.LIBVIRT, quoted("deployed"), deployed),
)
