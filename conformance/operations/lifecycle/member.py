"""A user of the run's project who is no administrator, and what Nova lets it do."""

import itertools
import uuid
from typing import Any

from keystoneauth1.identity import v3
from keystoneauth1.session import Session
from openstack.connection import Connection

from conformance.cleanup.own_resources import delete, own
from conformance.cloud.answers import understanding
from conformance.cloud.nova import READ, Nova, Refused, call, service_of
from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import OperationKind
from conformance.operations.lifecycle.in_place import in_place
from conformance.run_dir.ledger import Entry, Kind
from conformance.run_dir.marks import description, server_name

ROLE = "member"
"""The role that users of a project have, of those that every Keystone knows."""

_PAUSE: dict[str, Any] = {"pause": None}

_CONFLICT = 409
_numbers = itertools.count(1)


class ProjectMember:
    """The run's own user, by an application credential that has the role member alone. Its secret is kept in memory.

    At its end the application credential is removed.

    :raises SuiteFault: Keystone does not give it
    """

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._name = server_name(run.run_id, run.worker, next(_numbers))
        self._nova = self._log_in()

    def _log_in(self) -> Nova:
        conn = self._run.conn
        wanted = {"name": self._name, "description": description(self._run.run_id), "roles": [{"name": ROLE}]}
        self._run.ledger.intend(Kind.APPLICATION_CREDENTIAL, self._name)
        path = f"/users/{conn.current_user_id}/application_credentials"
        try:
            with understanding(conn, "identity", "an application credential"):
                made = call(conn.identity, "POST", path, json={"application_credential": wanted}).json()["application_credential"]
                id, secret = str(made["id"]), str(made["secret"])
        except Refused as refusal:
            self._run.ledger.removed(Kind.APPLICATION_CREDENTIAL, self._name)
            raise SuiteFault(
                f"Keystone gives no application credential with the role {ROLE} to the login of clouds.yaml ({refusal}). "
                f"Give its user the role {ROLE}, and a login that is no application credential itself"
            ) from refusal
        self._run.ledger.created(Kind.APPLICATION_CREDENTIAL, self._name, id)
        keystone = service_of(conn, "identity").get_endpoint_data().url
        auth = v3.ApplicationCredential(auth_url=keystone, application_credential_id=id, application_credential_secret=secret)
        ours = conn.session
        session = Session(auth=auth, verify=ours.verify, cert=ours.cert, timeout=ours.timeout)
        return Nova(Connection(session=session, region_name=conn.config.region_name, interface=conn.config.get_interface("compute")))

    def end(self) -> None:
        """Remove the application credential. What does not go now is in the ledger."""
        entry = Entry(kind=Kind.APPLICATION_CREDENTIAL, name=self._name)
        for id in self._run.read_with_retry("an application credential", lambda: own(self._run.conn, self._run.ledger, entry)):
            delete(self._run.conn, entry.kind, id)
        self._run.ledger.removed(entry.kind, entry.name)

    def expect_refused(self, instance: Instance) -> None:
        """Nova refuses this user to pause it, as it is locked. :raises CloudFault: it does not"""
        claim = f"{instance.name} is locked: a user with the role {ROLE} is refused to pause it"
        try:
            self._nova.act(instance.id, _PAUSE, READ, f"req-{uuid.uuid4()}")
        except Refused as refusal:
            if refusal.status == _CONFLICT and "locked" in str(refusal):
                return
            raise CloudFault(claim, str(refusal)) from refusal
        raise CloudFault(claim, "it was accepted")

    def expect_obeyed(self, instance: Instance) -> None:
        """This user can pause it, and have it go on. :raises OperationFailed: it cannot"""
        in_place(self._run, instance, OperationKind.PAUSE, _PAUSE, status="PAUSED", asker=self._nova)
        in_place(self._run, instance, OperationKind.UNPAUSE, {"unpause": None}, asker=self._nova)
