"""What invariants and live migrations are measured by, besides what is plainly right or wrong."""

from pydantic import Field

from conformance.model.base import Noun


class Thresholds(Noun):
    """Every default is what most sites can live with; null means that the site does not care."""

    inodes_free_percent: int = Field(default=5, ge=0, le=100, description="Inodes that must at least be free where instances are kept.")
    state_free_percent: int = Field(default=5, ge=0, le=100, description="Space that must at least be free in Nova's state directory.")
    container_storage_free_percent: int = Field(
        default=10, ge=0, le=100, description="Space that must at least be free where the container engine keeps its images and layers."
    )
    shared_instances_path: bool | None = Field(
        default=None, description="Whether all hosts share the instances path (NFS, Ceph FS); null: either, but all hosts alike."
    )
    cpu_ratio: float = Field(default=16.0, gt=0, description="How far processors may be oversubscribed at most.")
    ram_ratio: float = Field(default=1.5, gt=0, description="How far memory may be oversubscribed at most.")
    disk_ratio: float = Field(default=2.0, gt=0, description="How far disk may be oversubscribed at most.")
    denials_minutes: int = Field(default=60, ge=0, description="How far back denials by SELinux or AppArmor are looked at.")
    clock_seconds: float = Field(default=2.0, gt=0, description="By how much the clocks of hosts may differ.")
    certificate_days: int = Field(default=14, ge=0, description="Days for which a TLS certificate must still be valid.")
    stuck_minutes: int = Field(default=60, gt=0, description="How long a server of any project may be in BUILD or ERROR.")
    heartbeat_seconds: int = Field(
        default=60, gt=0, description="How long ago a service of Nova may have reported at most: its service_down_time."
    )
    pod_warnings_minutes: int = Field(
        default=60, ge=0, description="How far back Kubernetes's warnings about pods of services are looked at; it keeps them for an hour."
    )
    migration_bandwidth: int = Field(default=100, ge=0, description="MiB/s that a live migration must be allowed, if it is limited at all.")
    migration_converges: bool | None = Field(
        default=None, description="Whether live migrations must be permitted to slow guests down or to post-copy; null: either will do."
    )
    live_migration_downtime_seconds: float | None = Field(
        default=5.0,
        gt=0,
        description="How long a guest may be silent while it is live-migrated, as in Tempest; null: that is measured, and any is accepted.",
    )
    console_reached: bool = Field(
        default=True, description="Whether the console proxy must answer the machine that runs the suite, as it must its users'."
    )
    scheduler_filters: tuple[str, ...] = Field(
        default=(), description="Filters that the scheduler must have enabled, by their class's name, besides those that flavors need."
    )
    scheduler_weighers: tuple[str, ...] | None = Field(
        default=None, description="The scheduler's weighers, by their class's name; null: any, Nova's default of all of them included."
    )
    scheduler_multipliers: dict[str, float] = Field(
        default={}, description="Multipliers of weights that the scheduler's file must set, and their values: ram_weight_multiplier: 1.0."
    )
    canary_outage_seconds: float | None = Field(
        default=10.0, gt=0, description="For how long a canary may be without an answer at most, from its start to the end of the upgrade."
    )
    outlast_nova: bool = Field(
        default=False, description="Whether the suite must wait for a live migration at least as long as Nova does before it gives up."
    )
