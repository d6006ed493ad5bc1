"""Lines of a host's facts of what is read here and not there: how its services are, and what nova-compute is configured to do."""

import re
from collections.abc import Iterator, Mapping

from conformance.config.profile_model import Profile
from conformance.diagnosis.evidence.hosts.plan import asked_after, chunk_of, configurations
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.probe.chunks import Chunk, groups
from conformance.probe.finder import found
from conformance.probe.nova_conf import decisive
from conformance.probe.oslo_config import NotReadable
from conformance.probe.pods import Pods
from conformance.probe.service_state import Found, Health

_MOST_SHOWN = 600
"""Characters of a line."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def fact_lines(profile: Profile, said: Mapping[str, Chunk], pods: Pods, host: str) -> Iterator[str]:
    """`nova.conf: libvirt/virt_type = kvm`, a line for each option on which operations depend; `service nova_compute (nova_compute): exited
    exit=137 oom_killed=true`, a line for each service of a compute host.

    :param said: the answers of the host
    """
    for line in (*_configuration(profile, said), *_services(profile, said, pods, host)):
        yield _CONTROL.sub("?", line)[:_MOST_SHOWN].rstrip()


def _configuration(profile: Profile, said: Mapping[str, Chunk]) -> Iterator[str]:
    """The options of the likeliest files that are there, and what is wrong with these."""
    answers = [said[name] for paths in configurations(profile) if (name := chunk_of(paths)) in said]
    chunk = next((answer for answer in answers if answer.ok), answers[0] if answers else None)
    if chunk is None:
        return
    try:
        yield from (f"nova.conf: {'/'.join(option)} = {value}" for option, value in decisive(groups(chunk.text)).items())
    except NotReadable as error:
        yield f"nova.conf: nova-compute does not start with it: {error}"
    except NOT_UNDERSTOOD as error:
        yield f"nova.conf: it is not understood ({oddity(error)})"
    if not chunk.ok:
        yield f"nova.conf: not read to its end: {chunk.why_not}"


def _services(profile: Profile, said: Mapping[str, Chunk], pods: Pods, host: str) -> Iterator[str]:
    """How each is, of all that it may be."""
    for name, candidates in asked_after(profile).items():
        look = found(name, candidates, said, pods, host)
        # a site may do without some
        if look and not (look.health is Health.ABSENT and profile.services[name].optional):
            yield _service(look)


def _service(look: Found) -> str:
    if look.silent:
        return f"service {look.name}: cannot be asked after: {look.silent.seen.words}"
    if look.health is Health.ABSENT:
        return f"service {look.name}: not found"
    return f"service {look.name} ({look.best.service.name}): {look.best.seen.told}"
