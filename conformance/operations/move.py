"""What resize and both migrations share: an action, after which the server and a new migration record must come to agree."""

from contextlib import nullcontext
from typing import Any

from conformance.checks.skips import why_no_choice
from conformance.cloud.nova import ServerState
from conformance.cloud.wait import LastSeen
from conformance.instances.answering import AnswerProbe
from conformance.instances.context import RunContext
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.heard import heard
from conformance.operations.perform import Undertaking
from conformance.operations.watch import Landing, MoveWatch


def see_that_any_host_will_do(run: RunContext, operation: str) -> None:
    """To be called before Nova is left to pick a host.

    :param operation: with its article: a resize
    :raises SuiteFault: it could pick one that is to be left alone
    """
    why_not = why_no_choice(run.site, operation)
    if why_not:
        raise SuiteFault(f"{operation} is not asked for: {why_not}")


def move(
    run: RunContext,
    instance: Instance,
    kind: OperationKind,
    *,
    action: dict[str, Any],
    microversion: str,
    landing: Landing,
    budget: float,
    probe: AnswerProbe | None = None,
) -> Operation:
    """Ask for the action and watch the server get to the landing.

    :param probe: what sees meanwhile for how long the guest does not answer
    :raises OperationFailed: it did not get there
    """
    source = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    with run.slots.hold(sending=source, receiving=landing.host):
        records = run.read_with_retry(f"migrations of {instance.name}", lambda: run.nova.migrations(instance.id))
        watch = MoveWatch(run.nova, instance.id, landing, frozenset(record.uuid for record in records))
        expected = f"{kind} of {instance.name} from {source}: {landing}"
        undertaking = Undertaking(run, kind, expected, server_id=instance.id, source=source, destination=landing.host, probe=probe)

        def look() -> LastSeen[ServerState]:
            try:
                return watch.look()
            finally:
                undertaking.destination = undertaking.destination or watch.scheduled

        with probe or nullcontext():
            return undertaking.do(
                lambda request_id: run.nova.act(instance.id, action, microversion, request_id),
                lambda: heard(run, instance.id, kind),
                look,
                budget,
            )
