"""The canaries of a set, as suites see them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest
from conformance.instances.location import CloudLocation
from conformance.model.errors import CloudFault
from conformance.model.instance import Canary
from conformance.operations.boot import boot
from conformance.operations.resize import resize
from conformance.operations.settle import revert
from conformance.upgrade.canary_set import CanarySet
from conformance.upgrade.outages import Outages

UNANSWERED = "without an answer"
"""What is seen of a canary that was not reachable."""


class CloudCanaries:
    """Starts canaries under the marks and in the ledger of their set, and looks at them."""

    def __init__(self, run: RunContext, canaries: CanarySet) -> None:
        self._set = canaries
        self._run = replace(run, run_id=canaries.id, ledger=canaries.ledger)
        self._guest = CloudGuest(run)
        self._location = CloudLocation(run)
        self._limit = run.profile.expect.thresholds.canary_outage_seconds

    def start(self, host: str) -> Canary:
        """The canary of a host, which is booted unless there is one. :raises OperationFailed: its boot failed"""
        known = self._set.known().get(host)
        if known is not None:
            return known
        instance = boot(self._run, host)
        boot_id = self._guest.boot_of(instance)
        seen = self._guest.last_seen(instance)
        canary = Canary(host=host, instance=instance, boot=boot_id, up=seen.up if seen else None, started=datetime.now(UTC))
        self._guest.expect_answer(instance)
        self._set.remember(canary)
        return canary

    def begin_resize(self, host: str) -> Canary:
        """A second canary of a host, whose resize awaits what comes of it. :raises OperationFailed: its boot or its resize failed"""
        known = self._set.resized().get(host)
        if known is not None:
            return known
        instance = boot(self._run, host)
        resize(self._run, instance)
        canary = Canary(host=host, instance=instance, boot=None, started=datetime.now(UTC), state="resized")
        self._set.remember(canary)
        return canary

    def resized(self, host: str) -> Canary:
        """The one whose resize from a host awaits what comes of it; skips the test where there is none."""
        canary = self._set.resized().get(host)
        if canary is None:
            pytest.skip(f"no resize from {host} was begun before the upgrade")
        return canary

    def revert(self, canary: Canary) -> None:
        """Take its resize back. :raises OperationFailed: it did not come to that"""
        revert(self._run, canary.instance)
        self._set.remember(canary.model_copy(update={"state": "reverted"}))

    def of(self, host: str) -> Canary:
        """The canary that was started on a host; skips the test where none was."""
        canary = self._set.known().get(host)
        if canary is None:
            pytest.skip(f"no canary was started on {host}")
        return canary

    def expect_alive(self, canary: Canary) -> None:
        """It is the boot that it was when it was started, and answers. :raises CloudFault: it is not; says what Nova did with it since"""
        try:
            self._guest.expect_same_boot(canary.instance, canary.boot)
        except CloudFault as fault:
            done = {action: count for action, count in self._actions(canary).items() if action != "create"}
            told = ", ".join(f"{action} {count} times" if count > 1 else action for action, count in sorted(done.items()))
            by = f"Nova was asked for: {told}" if done else "Nova was asked for nothing: its host, or QEMU on it, was restarted or failed"
            raise CloudFault(fault.expected, f"{fault.seen}. {by}", fault.host) from fault

    def expect_answered(self, canary: Canary) -> None:
        """No outage since it was started was longer than the profile allows. :raises CloudFault: one was"""
        outages = Outages(self._set.directory).of(canary.host)
        longest = max(outages, key=lambda outage: outage.seconds, default=None)
        if self._limit is None:
            return
        seen = self._guest.last_seen(canary.instance)
        own = seen.longest_gap(canary.up) if seen is not None and canary.up is not None else None
        if own is not None and own > self._limit:
            raise CloudFault(
                f"{canary.instance.name} never stands still for longer than {self._limit:g} s",
                f"{own:.1f} s {UNANSWERED} of its own clock",
                self._guest.host_of(canary.instance),
            )
        if longest is not None and longest.seconds > self._limit:
            raise CloudFault(
                f"{canary.instance.name} is never without an answer for longer than {self._limit:g} s",
                f"{longest.seconds:.1f} s {UNANSWERED}, from {longest.since:%Y-%m-%d %H:%M:%S} UTC on"
                + ("" if longest.over else ", and it does not answer yet"),
                self._guest.host_of(canary.instance),
            )

    def _actions(self, canary: Canary) -> Counter[str]:
        return self._run.read_with_retry(f"actions of {canary.instance.name}", lambda: self._run.nova.actions(canary.instance.id))

    def expect_only_where_nova_has_it(self, canary: Canary) -> None:
        """Its domain runs on the host that Nova has it on, and allocations are held there alone. :raises CloudFault: it is otherwise"""
        self._location.expect_only_on(canary.instance, self._guest.host_of(canary.instance))
