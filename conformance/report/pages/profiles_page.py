"""docs/profiles.md, generated from the profile files and their schema."""

import json
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from conformance.config.checked import How
from conformance.config.clients import Clients
from conformance.config.profile import PROFILES, load_profile, parent_of
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.probe.service_state import described

_HEAD = """\
# Profiles

Generated from `profiles/` and the schema in `conformance/config/profile_model.py` by `conformance docs`; do not edit.

A profile says how one way of deploying OpenStack runs its services, and where their logs and configuration are; nothing else in the suite
names a deployment. `--profile NAME` takes one of these, `--profile PATH` a YAML file of your own, which `extends:` one and says only
what differs: mappings merge key by key, lists replace. `conformance doctor` shows whether a profile is right for a site, and which of
a service's alternatives was found on which host.

**Alternatives.** A service may be one thing or another, by release or by setting. The profile names all, the likeliest first, and the one
is taken that runs on the host in question. A site may name it (`services: {l2_agent: {alternatives: []}}`).

**How this was tested.** Each profile says how it is known to be right (`checked`), and when. *Run on the real thing*: the suite was run
with it on such a deployment. *Run on a shape of the lab*: on the lab in the shape of one. *Read*: its names and places were read from the
sources named with it, and it was not run; a site's own changes are not in it.
`docker`, `podman`, `systemd`, `supervisor`, `process` and SSH are asked of the real thing in a shape of the lab. Of `kubectl` the
self-tests speak with a stand-in that answers as the client does, and where the real client is installed, with it, over a stand-in of its
server.

**Kayobe.** It deploys with Kolla-Ansible: take the profile [kolla](#kolla) (or kolla-podman), and the inventory that Kayobe writes
for Kolla-Ansible, the directory `$KOLLA_CONFIG_PATH/inventory/overcloud` (`/etc/kolla/inventory/overcloud`; a directory needs
ansible-inventory). It has the groups `compute` and `control`, and how each host is reached. Kayobe's own inventory
(`$KAYOBE_CONFIG_PATH/inventory`) calls the control hosts `controllers` and leaves addresses to Kayobe's plays, so that hosts are
reached by their bare names. Where it must be that one, extend the profile with `hosts: {control_group: controllers}`. Read on
2026-11-30 from Kayobe, master of 2026-08-20 (commit 720683bc): ansible/kolla-ansible.yml, ansible/roles/kolla-ansible,
etc/kayobe/inventory/groups.
"""

_HOW = {How.REAL: "run on the real thing", How.SHAPE: "run on a shape of the lab", How.READ: "read"}


def profiles_page() -> str:
    """The page: a table of all profiles, a section for each, and all keys.

    :raises UsageProblem: a profile is wrong
    """
    profiles = {path.stem: load_profile(path.stem) for path in sorted(PROFILES.glob("*.yaml"))}
    sections = (line for name, profile in profiles.items() for line in _section(name, profile))
    return "\n".join([_HEAD, *_overview(profiles), *sections, *_keys()])


def _overview(profiles: dict[str, Profile]) -> Iterator[str]:
    yield "| profile | deployment | extends | services run under | checked |"
    yield "|---|---|---|---|---|"
    for name, profile in profiles.items():
        kinds = sorted({service.kind for service in profile.services.values()} - {ServiceKind.NONE})
        parent = parent_of(name)
        extends = f"[{parent}](#{parent})" if parent else ""
        yield f"| [{name}](#{name}) | {profile.title} | {extends} | {', '.join(kinds)} | {_checked(profile)} |"
    yield ""


def _section(name: str, profile: Profile) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"**{profile.title}.** {_access(profile)}\n"
    yield from _peculiar(profile)
    yield f"Checked: {_checked(profile)}. Sources:\n"
    yield from (f"- {source}" for source in profile.read_from)
    yield ""
    yield "| service | is | configuration | log | when |"
    yield "|---|---|---|---|---|"
    for logical in LogicalService:
        if logical in profile.services:
            yield from _rows(logical, profile.services[logical])
    yield ""
    missing = [logical for logical in LogicalService if logical not in profile.services and not logical.need_not_be_said]
    if missing:
        yield f"Nothing is said of {', '.join(missing)}.\n"


def _checked(profile: Profile) -> str:
    """How it is known that the profile is right, and when that was."""
    checked = profile.checked
    if checked is None:
        return "nobody said"
    return _cell(", ".join(filter(None, [_HOW[checked.how], checked.what, f"{checked.day:%Y-%m-%d}"])))


def _peculiar(profile: Profile) -> Iterator[str]:
    """What it says of the whole deployment that others leave as it is by default."""
    said = {
        "units that start containers": profile.container_unit,
        "libvirt's client": profile.clients.virsh if profile.clients.virsh != Clients().virsh else None,
        "Open vSwitch's client": profile.clients.ovs_vsctl if profile.clients.ovs_vsctl != Clients().ovs_vsctl else None,
        "certificates": ", ".join(profile.paths.certificates),
        "control group": profile.hosts.control_group,
    }
    told = "; ".join(f"{what}: `{value}`" for what, value in said.items() if value)
    if told:
        yield f"{told[0].upper()}{told[1:]}.\n"


def _access(profile: Profile) -> str:
    user = f" as {profile.hosts.ssh_user}" if profile.hosts.ssh_user else ""
    sudo = ", with sudo" if profile.hosts.sudo else ""
    group = profile.hosts.group or "compute (else all hosts)"
    return f"Hosts are reached by {profile.hosts.connection}{user}{sudo}; inventory group: {group}; instances: `{profile.paths.instances}`."


def _rows(logical: LogicalService, service: Service) -> Iterator[str]:
    if service.kind is ServiceKind.NONE:
        yield f"| {logical} | none | | | |"
        return
    for first, one in zip([True, *[False] * len(service.alternatives)], service.candidates, strict=True):
        what = described(one) + (f", container {one.container}" if one.container else "")
        config = "<br>".join(f"`{path}`" for path in one.config)
        notes = _cell("; ".join(filter(None, ["optional" if service.optional and first else "", one.when])))
        yield f"| {logical if first else 'or'} | {what} | {config} | {_log(one)} | {notes} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _log(service: Service) -> str:
    where = {
        ServiceKind.SYSTEMD: "its journal",
        ServiceKind.DOCKER: "its container's output",
        ServiceKind.PODMAN: "its container's output",
        ServiceKind.KUBECTL: "its container's output",
        ServiceKind.SUPERVISOR: "supervisord's file of its output",
    }
    inside = f"`{service.log}`" if service.log else where.get(service.kind, "")
    return f"{inside}<br>on the node: `{service.host_log}`" if service.host_log else inside


def _keys() -> Iterator[str]:
    yield "## Keys\n"
    yield "| key | default | meaning |"
    yield "|---|---|---|"
    yield "| extends | | The name of the profile, or the path of the file, that this one is merged over. |"
    yield from _keys_of(Profile, "", Profile())
    yield ""


def _keys_of(model: type[BaseModel], prefix: str, defaults: BaseModel | None) -> Iterator[str]:
    for name, about in model.model_fields.items():
        inner = _model_in(about.annotation)
        key = f"{prefix}{name}"
        if inner is None or inner is model:
            yield f"| {key} | {_default(about, getattr(defaults, name, None))} | {_cell(about.description or '')} |"
        elif inner is Service:
            yield f"| {key}.NAME | | {about.description} NAME: {', '.join(LogicalService)}. |"
            yield from _keys_of(inner, f"{key}.NAME.", None)
        else:
            yield from _keys_of(inner, f"{key}.", getattr(defaults, name, None))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a key holds, or holds many of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in {Union, UnionType, tuple, dict}:
        return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
    return None


def _default(about: FieldInfo, value: object) -> str:
    if about.is_required():
        return "(required)"
    default = value if value is not None else about.get_default(call_default_factory=True)
    return f"`{json.dumps(default, default=str)}`"
