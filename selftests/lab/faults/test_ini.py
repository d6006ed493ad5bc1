"""An option changes, and nothing else does."""

import pytest

from lab.faults.ini import with_option

TEXT = "# kept\n[DEFAULT]\nhost = a\n\n[libvirt]\nvirt_type = qemu\ncpu_mode = none\n"


def test_an_option_is_set_once_in_its_own_section() -> None:
    assert with_option(TEXT, "libvirt", "virt_type", "kvm") == TEXT.replace("virt_type = qemu", "virt_type = kvm")
    assert with_option(TEXT, "DEFAULT", "virt_type", "kvm").count("virt_type") == 2


def test_an_option_is_taken_out() -> None:
    assert with_option(TEXT, "libvirt", "cpu_mode", None) == TEXT.replace("cpu_mode = none\n", "")


@pytest.mark.parametrize("value", ["", "1"])
def test_a_section_is_made_where_there_is_none(value: str) -> None:
    assert with_option(TEXT, "vnc", "enabled", value).endswith(f"\n[vnc]\nenabled = {value}\n")
