"""How the services of a host are, in the lines of its facts."""

import re
from collections.abc import Iterator, Mapping

from conformance.config.profile_model import Profile
from conformance.diagnosis.evidence.hosts.plan import asked_after
from conformance.probe.chunks import Chunk
from conformance.probe.finder import found
from conformance.probe.pods import Pods
from conformance.probe.service_state import Found, Health

_MOST_SHOWN = 600
"""Characters of a line."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def service_lines(profile: Profile, said: Mapping[str, Chunk], pods: Pods, host: str) -> Iterator[str]:
    """`service nova_compute (nova_compute): exited exit=137 oom_killed=true`, a line for each that was asked after.

    :param said: the answers of the host
    """
    for name, candidates in asked_after(profile).items():
        look = found(name, candidates, said, pods, host)
        if look:
            yield _CONTROL.sub("?", _line(look))[:_MOST_SHOWN].rstrip()


def _line(look: Found) -> str:
    if look.silent:
        return f"service {look.name}: cannot be asked after: {look.silent.seen.words}"
    if look.health is Health.ABSENT:
        return f"service {look.name}: not found"
    return f"service {look.name} ({look.best.service.name}): {look.best.seen.told}"
