"""The operations that suites perform: what is known of each, in one place, and how one was done, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conformance.model.base import Noun


class OperationKind(StrEnum):
    """The operations, and their second steps; the values are the names used in reports."""

    BOOT = "boot"
    HARD_REBOOT = "hard-reboot"
    SOFT_REBOOT = "soft-reboot"
    STOP = "stop"
    START = "start"
    PAUSE = "pause"
    UNPAUSE = "unpause"
    SUSPEND = "suspend"
    RESUME = "resume"
    REBUILD = "rebuild"
    RESCUE = "rescue"
    UNRESCUE = "unrescue"
    SNAPSHOT = "snapshot"
    ATTACH_INTERFACE = "attach-interface"
    DETACH_INTERFACE = "detach-interface"
    LOCK = "lock"
    UNLOCK = "unlock"
    SHELVE = "shelve"
    SHELVE_OFFLOAD = "shelve-offload"
    UNSHELVE = "unshelve"
    UNSHELVE_TO_HOST = "unshelve-to-host"
    RESIZE = "resize"
    RESIZE_CONFIRM = "resize-confirm"
    RESIZE_REVERT = "resize-revert"
    COLD_MIGRATION = "cold-migration"
    COLD_MIGRATION_CONFIRM = "cold-migration-confirm"
    LIVE_MIGRATION = "live-migration"
    BOOT_FROM_VOLUME = "boot-from-volume"
    ATTACH_VOLUME = "attach-volume"
    DETACH_VOLUME = "detach-volume"
    EXTEND_VOLUME = "extend-volume"
    SCHEDULED_LIVE_MIGRATION = "scheduled-live-migration"
    SCHEDULED_COLD_MIGRATION = "scheduled-cold-migration"

    @property
    def marker(self) -> str:
        """The name as a pytest marker, as a profile's time limit, and as what a production profile allows."""
        return self.value.replace("-", "_")


class Subject(StrEnum):
    """What the tests of an operation are made for: one for each."""

    HOST = "host"
    PAIR = "pair"


@dataclass(frozen=True)
class OperationSpec:
    """What is known of an operation. Markers, time limits, permissions, tables, predictions, order and evidence follow from it.

    nova_action: what Nova calls its instance action. migration_type: that of the migration record that Nova keeps; None: it keeps none.
    summary: what a test with its marker does. seconds, until: its time limit where the profile gives none, and what is waited for.
    starts_guest: whether it starts a guest anew where the instance is then. leaves_host: whether the instance is then on the other host of
    a pair. picks_host: whether Nova picks the host that it is then on; skipped where that could be one that is excluded. test: the node id
    of the suite's own test of it, without parameters, through which a lab's fault shows.
    """

    kind: OperationKind
    nova_action: str
    subject: Subject
    summary: str
    seconds: int
    until: str
    test: str
    migration_type: str | None = None
    starts_guest: bool = False
    leaves_host: bool = False
    picks_host: bool = False


@dataclass(frozen=True)
class StepSpec:
    """What is known of an operation's second step, which has no test and no time limit of its own. of: the operation."""

    kind: OperationKind
    nova_action: str
    of: OperationKind


_INSTANCES = "suites/instances"
_LIFECYCLE = f"{_INSTANCES}/lifecycle"
_VOLUMES = "suites/volumes"

_SPECS = (
    OperationSpec(
        kind=OperationKind.BOOT,
        nova_action="create",
        subject=Subject.HOST,
        summary="boots an instance on each compute host",
        seconds=300,
        until="Until a new instance is ACTIVE.",
        test=f"{_INSTANCES}/test_boot.py::test_boot",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.HARD_REBOOT,
        nova_action="reboot",
        subject=Subject.HOST,
        summary="hard-reboots an instance on each compute host",
        seconds=180,
        until="Until a hard reboot is done.",
        test=f"{_INSTANCES}/test_hard_reboot.py::test_hard_reboot",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.SOFT_REBOOT,
        nova_action="reboot",
        subject=Subject.HOST,
        summary="soft-reboots an instance on each compute host",
        seconds=110,
        until="Until a guest that was asked to reboot has done so; Nova itself reboots it the hard way after 120.",
        test=f"{_LIFECYCLE}/test_soft_reboot.py::test_soft_reboot",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.STOP,
        nova_action="stop",
        subject=Subject.HOST,
        summary="stops and starts an instance on each compute host",
        seconds=180,
        until="Until an instance is stopped, or started again; Nova itself gives the guest 60 to shut down.",
        test=f"{_LIFECYCLE}/test_stop.py::test_stop_and_start",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.PAUSE,
        nova_action="pause",
        subject=Subject.HOST,
        summary="pauses and unpauses an instance on each compute host",
        seconds=60,
        until="Until an instance is paused, or runs again.",
        test=f"{_LIFECYCLE}/test_pause.py::test_pause_and_unpause",
    ),
    OperationSpec(
        kind=OperationKind.SUSPEND,
        nova_action="suspend",
        subject=Subject.HOST,
        summary="suspends and resumes an instance on each compute host",
        seconds=300,
        until="Until an instance is suspended, with its memory on the host's disk, or resumed.",
        test=f"{_LIFECYCLE}/test_suspend.py::test_suspend_and_resume",
    ),
    OperationSpec(
        kind=OperationKind.REBUILD,
        nova_action="rebuild",
        subject=Subject.HOST,
        summary="rebuilds an instance on each compute host",
        seconds=300,
        until="Until an instance is rebuilt from its image.",
        test=f"{_LIFECYCLE}/test_rebuild.py::test_rebuild",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.RESCUE,
        nova_action="rescue",
        subject=Subject.HOST,
        summary="rescues and unrescues an instance on each compute host",
        seconds=300,
        until="Until an instance runs from the disk of its rescue, or from its own again.",
        test=f"{_LIFECYCLE}/test_rescue.py::test_rescue_and_unrescue",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.SNAPSHOT,
        nova_action="createImage",
        subject=Subject.HOST,
        summary="makes an image of an instance that runs on each compute host",
        seconds=600,
        until="Until the image of an instance is complete.",
        test=f"{_LIFECYCLE}/test_snapshot.py::test_snapshot",
    ),
    OperationSpec(
        kind=OperationKind.ATTACH_INTERFACE,
        nova_action="attach_interface",
        subject=Subject.HOST,
        summary="attaches an interface to an instance on each compute host, and detaches it",
        seconds=180,
        until="Until an interface is attached, or detached.",
        test=f"{_LIFECYCLE}/test_interface.py::test_attach_and_detach_interface",
    ),
    OperationSpec(
        kind=OperationKind.LOCK,
        nova_action="lock",
        subject=Subject.HOST,
        summary="locks and unlocks an instance on each compute host",
        seconds=60,
        until="Until an instance is locked, or unlocked.",
        test=f"{_LIFECYCLE}/test_lock.py::test_lock_and_unlock",
    ),
    OperationSpec(
        kind=OperationKind.SHELVE,
        nova_action="shelve",
        subject=Subject.HOST,
        summary="shelves an instance on each compute host, and unshelves it where Nova wants it",
        seconds=600,
        until="Until an instance is shelved and off its host, or runs again.",
        test=f"{_LIFECYCLE}/test_shelve.py::test_shelve_and_unshelve",
        starts_guest=True,
        picks_host=True,
    ),
    OperationSpec(
        kind=OperationKind.UNSHELVE_TO_HOST,
        nova_action="unshelve",
        subject=Subject.HOST,
        summary="unshelves an instance of another compute host on each compute host",
        seconds=600,
        until="Until an instance that was shelved runs on the host that was asked for.",
        test=f"{_LIFECYCLE}/test_unshelve.py::test_unshelve_to_host",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.BOOT_FROM_VOLUME,
        nova_action="create",
        subject=Subject.HOST,
        summary="boots an instance from a volume on each compute host",
        seconds=600,
        until="Until a new instance that boots from a volume is ACTIVE; Nova itself waits for a new volume for 180.",
        test=f"{_VOLUMES}/test_boot_from_volume.py::test_boot_from_new_volume",
        starts_guest=True,
    ),
    OperationSpec(
        kind=OperationKind.ATTACH_VOLUME,
        nova_action="attach_volume",
        subject=Subject.HOST,
        summary="attaches a volume to a running instance on each compute host",
        seconds=180,
        until="Until Nova and Cinder say that a volume is attached.",
        test=f"{_VOLUMES}/test_attach.py::test_attach",
    ),
    OperationSpec(
        kind=OperationKind.DETACH_VOLUME,
        nova_action="detach_volume",
        subject=Subject.HOST,
        summary="detaches a volume from an instance on each compute host",
        seconds=300,
        until="Until Nova and Cinder say that a volume is detached; Nova itself asks the guest again for up to 160.",
        test=f"{_VOLUMES}/test_detach.py::test_detach",
    ),
    OperationSpec(
        kind=OperationKind.EXTEND_VOLUME,
        nova_action="extend_volume",
        subject=Subject.HOST,
        summary="extends a volume that a running instance uses on each compute host",
        seconds=180,
        until="Until a volume in use has its new size.",
        test=f"{_VOLUMES}/test_extend.py::test_extend_in_use",
    ),
    OperationSpec(
        kind=OperationKind.LIVE_MIGRATION,
        nova_action="live-migration",
        subject=Subject.PAIR,
        summary="live-migrates over every ordered pair of compute hosts",
        seconds=900,
        until="Until a live migration has ended; Nova itself gives up after 800.",
        test=f"{_INSTANCES}/test_live_migration.py::test_live_migration",
        migration_type="live-migration",
        leaves_host=True,
    ),
    OperationSpec(
        kind=OperationKind.COLD_MIGRATION,
        nova_action="migrate",
        subject=Subject.PAIR,
        summary="cold-migrates over every ordered pair of compute hosts",
        seconds=600,
        until="Until a cold migration awaits confirmation, or a confirmation is done.",
        test=f"{_INSTANCES}/test_cold_migration.py::test_cold_migration",
        migration_type="migration",
        starts_guest=True,
        leaves_host=True,
    ),
    OperationSpec(
        kind=OperationKind.RESIZE,
        nova_action="resize",
        subject=Subject.HOST,
        summary="resizes an instance from each compute host",
        seconds=600,
        until="Until a resize awaits confirmation, or a confirmation or reversal is done.",
        test=f"{_INSTANCES}/test_resize.py::test_resize_confirm",
        migration_type="resize",
        starts_guest=True,
        picks_host=True,
    ),
    OperationSpec(
        kind=OperationKind.SCHEDULED_LIVE_MIGRATION,
        nova_action="live-migration",
        subject=Subject.HOST,
        summary="live-migrates from each compute host to wherever Nova wants",
        seconds=900,
        until="Until a live migration to a host that Nova picks has ended.",
        test=f"{_INSTANCES}/test_scheduled_migration.py::test_scheduled_live_migration",
        migration_type="live-migration",
        picks_host=True,
    ),
    OperationSpec(
        kind=OperationKind.SCHEDULED_COLD_MIGRATION,
        nova_action="migrate",
        subject=Subject.HOST,
        summary="cold-migrates from each compute host to wherever Nova wants",
        seconds=600,
        until="Until a cold migration to a host that Nova picks awaits confirmation.",
        test=f"{_INSTANCES}/test_scheduled_migration.py::test_scheduled_cold_migration",
        migration_type="migration",
        starts_guest=True,
        picks_host=True,
    ),
)

_STEPS = (
    StepSpec(OperationKind.START, "start", of=OperationKind.STOP),
    StepSpec(OperationKind.UNPAUSE, "unpause", of=OperationKind.PAUSE),
    StepSpec(OperationKind.RESUME, "resume", of=OperationKind.SUSPEND),
    StepSpec(OperationKind.UNRESCUE, "unrescue", of=OperationKind.RESCUE),
    StepSpec(OperationKind.DETACH_INTERFACE, "detach_interface", of=OperationKind.ATTACH_INTERFACE),
    StepSpec(OperationKind.UNLOCK, "unlock", of=OperationKind.LOCK),
    StepSpec(OperationKind.SHELVE_OFFLOAD, "shelveOffload", of=OperationKind.SHELVE),
    StepSpec(OperationKind.UNSHELVE, "unshelve", of=OperationKind.SHELVE),
    StepSpec(OperationKind.RESIZE_CONFIRM, "confirmResize", of=OperationKind.RESIZE),
    StepSpec(OperationKind.RESIZE_REVERT, "revertResize", of=OperationKind.RESIZE),
    StepSpec(OperationKind.COLD_MIGRATION_CONFIRM, "confirmResize", of=OperationKind.COLD_MIGRATION),
)

SPECS: Mapping[OperationKind, OperationSpec] = {spec.kind: spec for spec in _SPECS}
"""The operations that have tests, in the order in which they are done. A test that is marked with several is shown as the last of them."""

_STEPS_BY_KIND = {step.kind: step for step in _STEPS}


def spec_of(kind: OperationKind) -> OperationSpec:
    """What is known of an operation; of a second step, what is known of its operation."""
    step = _STEPS_BY_KIND.get(kind)
    return SPECS[step.of if step else kind]


def nova_action(kind: OperationKind) -> str:
    """What Nova calls the instance action of an operation or second step."""
    step = _STEPS_BY_KIND.get(kind)
    return step.nova_action if step else SPECS[kind].nova_action


def _tested(subject: Subject) -> tuple[OperationKind, ...]:
    return tuple(kind for kind in OperationKind if kind in SPECS and SPECS[kind].subject is subject)


ON_HOSTS = _tested(Subject.HOST)
"""The operations with a test for each host, in the order of their columns in tables."""

ON_PAIRS = _tested(Subject.PAIR)
"""The operations with a test for each ordered pair of hosts, in the order of their tables."""

MIGRATIONS = tuple(kind for kind, spec in SPECS.items() if spec.leaves_host)
"""The operations that leave their instance on the other host of a pair, in the order in which they are done."""

STARTS = tuple(kind for kind in OperationKind if kind in SPECS and SPECS[kind].starts_guest)
"""The operations that start a guest anew on their destination."""

ARRIVES = (*STARTS, *(kind for kind in MIGRATIONS if kind not in STARTS))
"""The operations that bring a guest to their destination, or start it there."""


class Outcome(StrEnum):
    """How an operation ended."""

    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed-out"


class Step(Noun):
    """A state that was reached or left: what it was and when (UTC)."""

    at: datetime
    saw: str


CLOCK_PRECISION = 1.0
"""Seconds to which it is known how far a guest's clock is behind: it tells the time once a second."""


class Downtime(Noun):
    """How long a guest could not be seen while an operation moved it, from outside and by its own clock.

    seconds: the longest time between two of its answers to the machine that runs the suite; None: not measured, for the reason why_not.
    resolution: what is shorter, in seconds, cannot be told: the time between two probes, or the longest that the probe itself stood still.
    over: whether the guest had answered again when the operation was done; if not, seconds is the least that it was.
    guest_gap: the longest time between two beats of the guest, in seconds of its own clock; None: its image does not tell.
    guest_stopped: by how much its clock fell behind this machine's, to about a second: it stands still while the guest is paused.
    """

    seconds: float | None = None
    why_not: str | None = None
    resolution: float | None = None
    over: bool = True
    guest_gap: float | None = None
    guest_stopped: float | None = None

    def exceeds(self, limit: float) -> bool:
        """Whether it certainly was longer than so many seconds."""
        return self.seconds is not None and self.seconds - (self.resolution or 0.0) > limit

    @property
    def ran_meanwhile(self) -> bool | None:
        """Whether the guest ran for most of that time, and did not stand still; None where the one is as likely, or not known."""
        if self.seconds is None or self.guest_stopped is None:
            return None
        if abs(self.seconds - 2 * self.guest_stopped) <= 2 * CLOCK_PRECISION:
            return None
        return self.seconds > 2 * self.guest_stopped

    @property
    def in_words(self) -> str:
        """`no answer for 9.10 s (to 0.05 s); its clock about 2.0 s behind; it ran meanwhile and was not reached`."""
        if self.seconds is None:
            said = [f"not measured: {self.why_not}"]
        else:
            said = [f"no answer for {'' if self.over else 'at least '}{self.seconds:.2f} s (to {self.resolution or 0.0:.2f} s)"]
        if self.guest_gap is not None:
            said.append(f"by the guest's own clock at most {self.guest_gap:.2f} s between two beats")
        if self.guest_stopped is not None:
            said.append(f"its clock about {self.guest_stopped:.1f} s behind")
        if self.ran_meanwhile is not None:
            said.append("it ran meanwhile and was not reached" if self.ran_meanwhile else "it stood still meanwhile")
        return "; ".join(said)


class Operation(Noun):
    """One operation on one instance, as the journal keeps it.

    request_id is the global request id (req-UUID) under which every service logged it. destination is as requested, or as
    scheduled where Nova takes no target (resize). Times are UTC; seconds is the duration without waiting for a slot; calls is how
    many requests the APIs were sent in it. downtime: None where nobody measured it.
    """

    kind: OperationKind
    server_id: str | None
    request_id: str
    source: str | None
    destination: str | None
    started: datetime
    seconds: float
    outcome: Outcome
    calls: int = 0
    steps: tuple[Step, ...] = ()
    downtime: Downtime | None = None
