"""The instance action that Nova recorded for the operation, with its events and their tracebacks."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from conformance.diagnosis.evidence.sides import side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation, nova_action


def events(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One piece of evidence for the action and one for each of its events, which belongs to the event's host.

    The action is the one with the operation's request id, or else the latest of its kind: Nova records its own, local request id
    for most of them.

    :raises openstack.exceptions.SDKException: the actions could not be read
    """
    if operation.server_id is None:
        return
    summary = action_of(conn, operation, operation.server_id)
    if summary is None:
        yield Evidence(source=Source.EVENTS, text=f"no instance action '{nova_action(operation.kind)}' was recorded")
        return
    action = conn.compute.get_server_action(summary.request_id, operation.server_id, ignore_missing=False)
    yield Evidence(
        source=Source.EVENTS,
        text=f"action {action.action} request_id={action.request_id} started={action.start_time} message={action.message or 'none'}",
    )
    for event in action.events or ():
        yield _event(event, operation)


def action_of(conn: Connection, operation: Operation, server_id: str) -> Any:
    """The server's instance action that the operation was, without its events; None if there is none.

    :raises openstack.exceptions.SDKException: the actions could not be read
    """
    actions = list(conn.compute.server_actions(server_id))
    same_request = [action for action in actions if action.request_id == operation.request_id]
    name = nova_action(operation.kind)
    same_kind = sorted((action for action in actions if action.action == name), key=lambda action: str(action.start_time))
    return next(reversed(same_request or same_kind), None)


def _event(event: Any, operation: Operation) -> Evidence:
    lines = [f"event {event.event} result={event.result or 'unfinished'} started={event.start_time} finished={event.finish_time}"]
    if event.details:
        lines.append(f"details: {event.details}")
    if event.traceback:
        lines.append(str(event.traceback))
    return Evidence(source=Source.EVENTS, text="\n".join(lines), host=event.host, side=side_of(event.host, operation))
