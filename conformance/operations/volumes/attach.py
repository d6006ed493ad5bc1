"""Attach a volume to an instance, detach it, and extend it while it is used."""

from collections.abc import Callable

from conformance.cloud.cinder import Cinder, ServerVolumes, VolumeState
from conformance.cloud.nova import Refused, ServerState
from conformance.cloud.wait import LastSeen
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.model.volumes import Volume
from conformance.operations.heard import heard
from conformance.operations.perform import Undertaking, WentWrong
from conformance.run_dir.ledger import Kind

_NOTHING_CAME = 3
"""So many looks in a row at a volume that is as it was before, and the request has come to nothing."""

_NOT_FOUND = 404


def attach(run: RunContext, instance: Instance, volume: Volume) -> Operation:
    """Done when Nova has it and Cinder says in-use. :raises OperationFailed: it did not come to that"""
    run.ledger.intend(Kind.ATTACHMENT, volume.name)
    watch = _Watch(run, instance, volume)
    return _undertake(
        run,
        instance,
        OperationKind.ATTACH_VOLUME,
        f"volume {volume.id} attached to {instance.name}",
        lambda request_id: ServerVolumes(run.conn).attach(instance.id, volume.id, request_id),
        watch.attached,
    )


def detach(run: RunContext, instance: Instance, volume: Volume) -> Operation:
    """Done when Nova has it no more and Cinder says available. :raises OperationFailed: it did not come to that"""
    watch = _Watch(run, instance, volume)
    done = _undertake(
        run,
        instance,
        OperationKind.DETACH_VOLUME,
        f"volume {volume.id} detached from {instance.name}",
        lambda request_id: ServerVolumes(run.conn).detach(instance.id, volume.id, request_id),
        watch.detached,
    )
    run.ledger.removed(Kind.ATTACHMENT, volume.name)
    return done


def extend(run: RunContext, instance: Instance, volume: Volume) -> Operation:
    """To the size that is given, in use. Done when Cinder says so. :raises OperationFailed: it did not come to that"""
    watch = _Watch(run, instance, volume)
    return _undertake(
        run,
        instance,
        OperationKind.EXTEND_VOLUME,
        f"volume {volume.id} of {instance.name} extended to {volume.size} GiB",
        lambda request_id: Cinder(run.conn).extend(volume.id, volume.size, request_id),
        watch.extended,
        was_heard=watch.extending,
    )


def _undertake(
    run: RunContext,
    instance: Instance,
    kind: OperationKind,
    expected: str,
    ask: Callable[[str], None],
    look: Callable[[], LastSeen[ServerState]],
    was_heard: Callable[[], bool] | None = None,
) -> Operation:
    host = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    with run.slots.hold(receiving=host):
        undertaking = Undertaking(run, kind, expected, server_id=instance.id, source=host, destination=host)
        return undertaking.do(ask, was_heard or (lambda: heard(run, instance.id, kind)), look, run.profile.timeouts.of(kind))


class _Watch:
    """Looks at one volume that is attached to a server, detached from it or extended."""

    def __init__(self, run: RunContext, instance: Instance, volume: Volume) -> None:
        self._run = run
        self._instance = instance
        self._volume = volume
        self._idle = 0

    def attached(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: the volume is as it was before"""
        state, nova = self._state(), self._nova_has_it()
        ours = [one for one in state.attachments if one.server == self._instance.id]
        self._check(state, came_to_nothing=state.status == "available" and not nova)
        return self._seen(state, nova, done=nova and state.status == "in-use" and bool(ours))

    def detached(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: the volume is as it was before"""
        state, nova = self._state(), self._nova_has_it()
        self._check(state, came_to_nothing=False)
        return self._seen(state, nova, done=not nova and state.status == "available" and not state.attachments)

    def extended(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: it is in use again, with the size that it had"""
        state = self._state()
        self._check(state, came_to_nothing=state.status == "in-use" and state.size < self._volume.size)
        return self._seen(state, True, done=state.status == "in-use" and state.size == self._volume.size)

    def extending(self) -> bool:
        """Whether Cinder extends it, or has done so."""
        state = self._state()
        return state.status == "extending" or state.size == self._volume.size

    def _state(self) -> VolumeState:
        try:
            return Cinder(self._run.conn).volume(self._volume.id)
        except Refused as refusal:
            if refusal.status == _NOT_FOUND:
                raise WentWrong(f"volume {self._volume.id} is gone") from refusal
            raise

    def _nova_has_it(self) -> bool:
        return any(one.id == self._volume.id for one in ServerVolumes(self._run.conn).of(self._instance.id))

    def _check(self, state: VolumeState, *, came_to_nothing: bool) -> None:
        if state.status.startswith("error"):
            raise WentWrong(f"volume {state.in_words}{self._messages()}")
        self._idle = self._idle + 1 if came_to_nothing else 0
        if self._idle == _NOTHING_CAME:
            raise WentWrong(f"volume {state.in_words}: nothing came of the request")

    def _messages(self) -> str:
        told = Cinder(self._run.conn).messages(self._volume.id)
        return f": {'; '.join(told)}" if told else ""

    def _seen(self, state: VolumeState, nova: bool, *, done: bool) -> LastSeen[ServerState]:
        server = self._run.nova.server(self._instance.id)
        words = f"volume {state.in_words}; Nova has it {'attached' if nova else 'not attached'}; server {server.status}, task {server.task}"
        return LastSeen(done and server.at_rest, words, server)
