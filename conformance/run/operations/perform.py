"""What all operations share: a request id, slots on the hosts, a wait, a journal entry, and one way to fail."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from conformance.model.errors import CloudFault
from conformance.model.operation import Operation, OperationKind, Outcome, Step
from conformance.run.context import RunContext
from conformance.run.nova import Refused, ServerState
from conformance.run.wait import Seen, TimedOut, Transient, wait_until


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
    ) -> None:
        self.request_id = f"req-{uuid.uuid4()}"
        self.server_id = server_id
        self.destination = destination
        self._run = run
        self._kind = kind
        self._expected = expected
        self._source = source
        self._started = datetime.now(UTC)
        self._began = time.monotonic()
        self._steps: list[Step] = []

    def do(self, ask: Callable[[str], None], look: Callable[[], Seen[ServerState]], budget: float) -> Operation:
        """Ask, then look until it is done.

        :param ask: given the request id to ask under. That it gets no clear answer does not end the operation: looks will tell.
        :param look: raises WentWrong when it sees a failure
        :param budget: seconds
        :raises OperationFailed: it failed, or its budget is spent
        """
        try:
            unclear = self._ask(ask)
            try:
                final = wait_until(self._expected, look, budget, pace=self._run.pace, on_change=self._saw)
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
        self.destination = self.destination or final.host
        return self._journal(Outcome.DONE)

    def _ask(self, ask: Callable[[str], None]) -> str:
        try:
            ask(self.request_id)
        except Transient as trouble:
            self._saw(str(trouble))
            return str(trouble)
        return ""

    def _saw(self, state: str) -> None:
        self._steps.append(Step(at=datetime.now(UTC), saw=state))

    def _failed(self, outcome: Outcome, seen: str, host: str | None) -> OperationFailed:
        self._saw(seen)
        return OperationFailed(self._expected, seen, host, self._journal(outcome))

    def _journal(self, outcome: Outcome) -> Operation:
        operation = Operation(
            kind=self._kind,
            server_id=self.server_id,
            request_id=self.request_id,
            source=self._source,
            destination=self.destination,
            started=self._started,
            seconds=round(time.monotonic() - self._began, 3),
            outcome=outcome,
            steps=tuple(self._steps),
        )
        self._run.journal.append(operation)
        return operation


def _with_notes(trouble: BaseException) -> str:
    return "; ".join([str(trouble), *getattr(trouble, "__notes__", [])])
