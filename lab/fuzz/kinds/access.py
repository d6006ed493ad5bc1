"""What nova-compute of the host says of itself to another service, or where it looks for it, is wrong."""

import re
from random import Random

from conformance.model.operation import OperationKind
from lab.faults.ini import with_option
from lab.faults.target import FORGET_IMAGES, FaultTarget
from lab.fuzz.grammar import ALL, NOWHERE, DrawnFault, FaultKind, called, slug
from lab.fuzz.kinds.option import PATHS
from lab.fuzz.kinds.restarts import NOVA, restart_if_it_starts

_NOVA_CONF = PATHS["nova.conf"]

SECTIONS = {
    "neutron": ("network-allocation-failed", "port-binding-failed", "vif-plug-timeout"),
    "placement": ("placement-conflict", "no-valid-host", "compute-service-down"),
    "glance": ("image-download-failed",),
    "service_user": ("network-allocation-failed", "image-download-failed"),
}
"""The sections that an operation in the lab meets, and what their service may be called to have done. The lab has no Cinder."""

_OWN = {
    "password": "not-this-one",
    "username": "no-such-user",
    "project_name": "no-such-project",
    "user_domain_name": "no-such-domain",
    "auth_url": f"http://{NOWHERE}:5000/v3",
    "auth_type": "no-such-plugin",
}
_WHERE = {
    "region_name": "no-such-region",
    "endpoint_override": f"http://{NOWHERE}:1/",
    "valid_interfaces": "admin",
    "service_type": "no-such-service",
}

OPTIONS = {
    "neutron": {**_OWN, **_WHERE},
    "placement": {**_OWN, **_WHERE},
    # the user's own token goes to Glance
    "glance": _WHERE,
    "service_user": _OWN,
}

TRANSPORT = {
    "password": (r"(//[^:]+:)[^@]*@", r"\g<1>not-this-one@"),
    "user": (r"//[^:]+:", "//no-such-user:"),
    "host": (r"@[^:/]+:", f"@{NOWHERE}:"),
    "port": (r":\d+/", ":5673/"),
    "virtual-host": (r"/$", "/no-such-virtual-host"),
}
"""What of transport_url is wrong: a regular expression and what takes its place."""


def draw(draw: Random) -> DrawnFault:
    """An option of a section, or a part of transport_url."""
    section = draw.choice((*SECTIONS, "transport_url"))
    if section == "transport_url":
        return of_transport(draw.choice(tuple(TRANSPORT)))
    return of_section(section, draw.choice(tuple(OPTIONS[section])))


def of_section(section: str, option: str) -> DrawnFault:
    """The fault of that option of that section."""
    value = OPTIONS[section][option]
    own = ("service-catalog",) if option in _WHERE else ()

    def inject(target: FaultTarget, _peer: str) -> None:
        if section == "glance":
            target.change(FORGET_IMAGES, FORGET_IMAGES)
        target.write(_NOVA_CONF, with_option(target.read(_NOVA_CONF), section, option, value))
        restart_if_it_starts(target, NOVA)

    return DrawnFault(
        kind=FaultKind.ACCESS,
        slug=slug(section, option),
        does=f"[{section}] {option} = {value} in nova.conf",
        may_be_called=called("auth-or-policy", "service-misconfigured", own, SECTIONS[section]),
        inject=inject,
        meets=(OperationKind.BOOT,) if section == "glance" else ALL,
        midway=section != "glance",
    )


def of_transport(part: str) -> DrawnFault:
    """The fault of that part of transport_url."""

    def inject(target: FaultTarget, _peer: str) -> None:
        text = target.read(_NOVA_CONF)
        url = re.search(r"^transport_url\s*=\s*(\S+)", text, re.MULTILINE)
        wrong = re.sub(*TRANSPORT[part], url[1] if url else "rabbit://openstack:password@control:5672/", count=1)
        target.write(_NOVA_CONF, with_option(text, "DEFAULT", "transport_url", wrong))
        restart_if_it_starts(target, NOVA)

    return DrawnFault(
        kind=FaultKind.ACCESS,
        slug=slug("transport_url", part),
        does=f"the {part} in transport_url of nova.conf is wrong",
        may_be_called=called("messaging-timeout", "compute-service-down", "service-misconfigured"),
        inject=inject,
    )
