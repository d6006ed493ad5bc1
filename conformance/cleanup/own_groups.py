"""A run's security group, told from others of its name: names are not unique in Neutron, and an administrator sees all projects."""

import re

from openstack.connection import Connection

from conformance.cloud.answers import understanding
from conformance.cloud.nova import Refused, call
from conformance.model.errors import SuiteFault
from conformance.run_dir.marks import description, group_name

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_NOT_FOUND = 404
_KEYS = ("id", "name", "description", "project_id")


def own_groups(conn: Connection, run: str, known: str | None) -> list[str]:
    """The ids of the security groups that have the name and the description of that run's, in the project of the credentials.

    :param known: the id that the ledger has: that group is the run's in whatever project it is
    :raises Transient, Refused, NotUnderstood: as Nova's calls do
    """
    project = conn.current_project_id
    with understanding(conn, "network", "security groups"):
        answer = call(conn.network, "GET", "/security-groups", params=[*(("fields", key) for key in _KEYS), ("name", group_name(run))])
        found = [tuple(group[key] for key in _KEYS) for group in answer.json()["security_groups"]]
    ours = group_name(run), description(run)
    return [str(id) for id, name, description, owner in found if (name, description) == ours and (owner == project or id == known)]


def delete_group(conn: Connection, id: str) -> None:
    """Ask for the deletion of a security group; that it is gone already is fine.

    :raises Transient, Refused: as Nova's calls do
    :raises SuiteFault: it is no id, and would lead elsewhere in Neutron's API
    """
    if not _ID.fullmatch(id):
        raise SuiteFault(f"Neutron gave {id[:80]!a} as the id of a security group: look what answers at its endpoint")
    try:
        call(conn.network, "DELETE", f"/security-groups/{id}")
    except Refused as refusal:
        if refusal.status != _NOT_FOUND:
            raise
