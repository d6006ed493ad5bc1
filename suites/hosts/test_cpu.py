"""Every compute host gives guests a CPU that the others have, too."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_cpu_mode_is_supported(compute_host: str, holds: Holds) -> None:
    """With a mode that libvirt does not support, or models that do not go with it, no instance starts."""
    holds("cpu_mode", on=compute_host)


def test_cpu_models_are_usable(compute_host: str, holds: Holds) -> None:
    """A model that this CPU cannot be lets instances fail here that run on other hosts."""
    holds("cpu_models", on=compute_host)


def test_cpu_configuration_is_the_same_everywhere(compute_host: str, holds: Holds) -> None:
    """Where hosts give guests different CPUs, guests can leave but not come back: seen only at the second migration."""
    holds("cpu_alike", on=compute_host)
