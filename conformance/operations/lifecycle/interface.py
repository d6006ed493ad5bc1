"""Give an instance a second port while it runs, and take it away again."""

from conformance.cleanup.own_resources import delete
from conformance.cloud.nova import ServerState
from conformance.cloud.wait import LastSeen
from conformance.instances.context import RunContext
from conformance.instances.interfaces import make_port, port_name, port_of
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.heard import heard
from conformance.operations.perform import Undertaking
from conformance.operations.watch import in_words
from conformance.run_dir.ledger import Kind


def attach_interface(run: RunContext, instance: Instance) -> Operation:
    """Done when Neutron has the port attached to the server, which is ACTIVE. :raises OperationFailed: it did not get there"""

    def ask(request_id: str) -> None:
        run.nova.attach_port(instance.id, make_port(run, instance).id, request_id)

    kind = OperationKind.ATTACH_INTERFACE
    undertaking = _undertaking(run, instance, kind)
    return undertaking.do(
        ask, lambda: heard(run, instance.id, kind), lambda: _look(run, instance, there=True), run.profile.timeouts.of(kind)
    )


def detach_interface(run: RunContext, instance: Instance) -> Operation:
    """Done when Neutron has the port attached to no server; then the port is deleted.

    :raises OperationFailed: it did not get there
    :raises SuiteFault: it has no port that the run made
    """
    port = run.read_with_retry("a port from Neutron", lambda: port_of(run, instance))
    if port is None:
        raise SuiteFault(f"{instance.name} has no second port to take away; attach one first")
    kind = OperationKind.DETACH_INTERFACE
    done = _undertaking(run, instance, kind).do(
        lambda request_id: run.nova.detach_port(instance.id, port.id, request_id),
        lambda: heard(run, instance.id, kind),
        lambda: _look(run, instance, there=False),
        run.profile.timeouts.of(kind),
    )
    run.read_with_retry("the deletion of a port", lambda: delete(run.conn, Kind.PORT, port.id))
    run.ledger.removed(Kind.PORT, port_name(instance))
    return done


def _undertaking(run: RunContext, instance: Instance, kind: OperationKind) -> Undertaking:
    host = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    attached = "attached" if kind is OperationKind.ATTACH_INTERFACE else "not attached"
    expected = f"{kind} of {instance.name} on {host}: ACTIVE, its port {attached}"
    return Undertaking(run, kind, expected, server_id=instance.id, source=host, destination=host)


def _look(run: RunContext, instance: Instance, *, there: bool) -> LastSeen[ServerState]:
    server = run.nova.server(instance.id)
    port = port_of(run, instance)
    attached = port is not None and port.device == instance.id
    words = f"{in_words(server, None)}, its port {'is' if attached else 'is not'} attached"
    return LastSeen(server.at_rest and server.status == "ACTIVE" and attached is there, words, server)
