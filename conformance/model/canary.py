"""A canary: a guest that is started before an upgrade, lives through it, and is looked at after each of its steps."""

from datetime import datetime
from typing import Protocol

from conformance.model.base import Noun
from conformance.model.instance import Instance


class Canary(Noun):
    """What was known of it when it had started. host: where it was started; boot: its boot id, None where the image does not tell."""

    host: str
    instance: Instance
    boot: str | None
    started: datetime


class Canaries(Protocol):
    """The canaries of an upgrade, as suites start and look at them."""

    def start(self, host: str) -> Canary:
        """The canary of a host, which is booted unless there is one. :raises OperationFailed: its boot failed"""

    def of(self, host: str) -> Canary:
        """The canary that was started on a host; skips the test where none was."""

    def expect_alive(self, canary: Canary) -> None:
        """It is the boot that it was when it was started, and answers. :raises CloudFault: it is not"""

    def expect_answered(self, canary: Canary) -> None:
        """No outage since it was started was longer than the profile allows. :raises CloudFault: one was"""

    def expect_only_where_nova_has_it(self, canary: Canary) -> None:
        """Its domain runs on the host that Nova has it on, and allocations are held there alone. :raises CloudFault: it is otherwise"""
