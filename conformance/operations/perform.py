"""What all operations share: a request id, slots on the hosts, a wait, a journal entry, and one way to fail."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from conformance.cloud.nova import Refused, ServerState
from conformance.cloud.wait import LastSeen, OnlyErrors, TimedOut, Transient, wait_until
from conformance.instances.answering import AnswerProbe
from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault
from conformance.model.operation import Operation, OperationKind, Outcome, Step

_ASKED_AT_MOST = 4
"""How often something is asked for, where each time it got no clear answer and nothing came of it."""

_CONFLICT = 409


class OperationFailed(CloudFault):
    """The cloud did not do an operation; carries its record as the journal has it."""

    def __init__(self, expected: str, seen: str, host: str | None, operation: Operation) -> None:
        super().__init__(expected, seen, host)
        self.operation = operation
        self.add_note(f"request id: {operation.request_id}")
        if operation.server_id:
            self.add_note(f"server: {operation.server_id}")


class WentWrong(Exception):
    """A look saw that the operation has failed; says what it saw, and on which host."""

    def __init__(self, seen: str, host: str | None = None) -> None:
        super().__init__(seen)
        self.host = host


class Undertaking:
    """One operation, from the moment its slots are held.

    :param expected: how it should end, in words
    :param probe: what sees meanwhile for how long the guest does not answer
    """

    def __init__(
        self,
        run: RunContext,
        kind: OperationKind,
        expected: str,
        *,
        server_id: str | None,
        source: str | None,
        destination: str | None,
        probe: AnswerProbe | None = None,
    ) -> None:
        self.request_id = f"req-{uuid.uuid4()}"
        self.server_id = server_id
        self.destination = destination
        self._run = run
        self._kind = kind
        self._expected = expected
        self._source = source
        self._probe = probe
        self._started = datetime.now(UTC)
        self._began = time.monotonic()
        self._calls = run.calls.count
        self._steps: list[Step] = []

    def do(
        self, ask: Callable[[str], None], heard: Callable[[], bool], look: Callable[[], LastSeen[ServerState]], budget: float
    ) -> Operation:
        """Ask, then look until it is done.

        :param ask: given the request id to ask under
        :param heard: after no clear answer, looks whether it was heard all the same: only if not is it asked for again
        :param look: raises WentWrong when it sees a failure
        :param budget: seconds
        :raises OperationFailed: it failed, or its budget is spent
        """
        try:
            unclear = self._ask(ask, heard)
            try:
                final = wait_until(self._expected, look, budget, pace=self._run.pace_of(self._kind), on_change=self._saw)
            except (WentWrong, TimedOut) as trouble:
                if unclear:
                    trouble.add_note(unclear)
                raise
        except Refused as refusal:
            raise self._failed(Outcome.FAILED, str(refusal), None) from refusal
        except WentWrong as trouble:
            raise self._failed(Outcome.FAILED, _with_notes(trouble), trouble.host) from trouble
        except TimedOut as trouble:
            raise self._failed(Outcome.TIMED_OUT, _with_notes(trouble), None) from trouble
        except OnlyErrors as trouble:
            raise self._failed(Outcome.FAILED, trouble.seen, None) from trouble
        self.destination = self.destination or final.host
        return self._journal(Outcome.DONE)

    def _ask(self, ask: Callable[[str], None], heard: Callable[[], bool]) -> str:
        """Ask, and see that it was heard. Returns what was unclear about the answer, if anything was."""
        unclear = ""
        for left in reversed(range(_ASKED_AT_MOST)):
            asked = time.monotonic()
            try:
                ask(self.request_id)
            except Transient as trouble:
                unclear = str(trouble)
                self._saw(unclear)
                if self._was_heard(heard, trouble.after or 0.0):
                    self._saw("it was heard all the same")
                    return unclear
                if left:
                    self._saw("nothing came of it: asked for again")
                    self._run.troubles.note_again(f"{self._kind}", unclear, time.monotonic() - asked)
            except Refused as refusal:
                if unclear and refusal.status == _CONFLICT:
                    # what was asked for before is being done, only later than we looked for it
                    self._saw(str(refusal))
                    return unclear
                raise
            else:
                return unclear
        raise WentWrong(f"{unclear}; it was asked for {_ASKED_AT_MOST} times, and nothing came of it")

    def _was_heard(self, heard: Callable[[], bool], at_least: float) -> bool:
        """Look for as long as what was asked for may take to show. :raises NothingSeen, OnlyErrors: nothing could be seen"""
        pace = self._run.pace
        if self._run.read_with_retry(f"whether {self._kind} was heard", heard):
            return True
        try:
            wait_until(f"{self._kind} heard", lambda: LastSeen(heard(), "not heard of", None), max(pace.doubt, at_least), pace=pace)
        except TimedOut:
            return False
        return True

    def _saw(self, state: str) -> None:
        self._steps.append(Step(at=datetime.now(UTC), saw=state))

    def _failed(self, outcome: Outcome, seen: str, host: str | None) -> OperationFailed:
        self._saw(seen)
        return OperationFailed(self._expected, seen, host, self._journal(outcome))

    def _journal(self, outcome: Outcome) -> Operation:
        seconds = round(time.monotonic() - self._began, 3)
        operation = Operation(
            kind=self._kind,
            server_id=self.server_id,
            request_id=self.request_id,
            source=self._source,
            destination=self.destination,
            started=self._started,
            seconds=seconds,
            outcome=outcome,
            calls=self._run.calls.count - self._calls,
            steps=tuple(self._steps),
            downtime=self._probe.conclude(done=outcome is Outcome.DONE) if self._probe else None,
        )
        self._run.journal.append(operation)
        self._run.durations.learn(operation)
        return operation


def _with_notes(trouble: BaseException) -> str:
    return "; ".join([str(trouble), *getattr(trouble, "__notes__", [])])
