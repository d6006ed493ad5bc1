"""What a profile expects of hosts: what the host invariants compare with."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from conformance.config.thresholds import Thresholds
from conformance.model.base import Noun


class Wait(Noun):
    """The range, both ends in it, of the seconds that something may be configured to wait."""

    min: int = Field(default=30, ge=0, description="The least acceptable seconds.")
    max: int = Field(default=600, description="The most acceptable seconds.")

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min ({self.min}) is greater than max ({self.max})")
        return self


class AcceptedAccessControl(StrEnum):
    """The mandatory access control that a host's kernel runs."""

    SELINUX_ENFORCING = "selinux-enforcing"
    SELINUX_PERMISSIVE = "selinux-permissive"
    APPARMOR = "apparmor"
    NONE = "none"


class Expectations(Noun):
    """What the host invariants compare with."""

    vif_plugging_timeout: Wait = Field(default=Wait(), description="Acceptable seconds that Nova waits for Neutron to plug a port.")
    vif_plugging_is_fatal: bool | None = Field(
        default=True, description="Whether an instance whose port was not plugged in time must fail; null: either will do."
    )
    instances_free_gib: int = Field(default=5, ge=0, description="GiB that must at least be free under the instances path.")
    mandatory_access_control: tuple[AcceptedAccessControl, ...] = Field(
        default=(AcceptedAccessControl.SELINUX_ENFORCING, AcceptedAccessControl.APPARMOR),
        min_length=1,
        description="Which mandatory access control is acceptable on a host; `none` where the site uses none.",
    )
    guests_confined: bool = Field(
        default=True,
        description="Whether libvirt must confine guests by the host's SELinux or AppArmor policy, where the host runs one.",
    )
    thresholds: Thresholds = Field(default=Thresholds(), description="What else they measure by, where sites differ.")
