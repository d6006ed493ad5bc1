"""What is taken for an identifier, a host name or an address, and what is refused."""

import pytest

from conformance.input.names import host_in, is_address, is_uuid, uuid_in
from conformance.model.errors import SuiteFault

UUID = "6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1"


@pytest.mark.parametrize("said", [UUID, UUID.upper()])
def test_a_uuid_is_taken(said: str) -> None:
    assert uuid_in("the id", said) == said


@pytest.mark.parametrize(
    "said", ["x;id>/tmp/x;:", f"{UUID};id", f"{UUID}\n", f" {UUID}", UUID[1:], "", None, 7, {"id": UUID}, f"{UUID}/../.."]
)
def test_what_is_no_uuid_is_refused_in_one_line(said: object) -> None:
    assert not is_uuid(said)
    with pytest.raises(SuiteFault, match=r"^the id is no UUID: [^\n]*$"):
        uuid_in("the id", said)


def test_a_refused_answer_is_shown_cut_short_and_without_control_characters() -> None:
    with pytest.raises(SuiteFault) as refused:
        uuid_in("the id", "\x1b]52;" + "x" * 100_000)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("said", ["compute-01", "compute_01.example.org", "192.0.2.1", "2001:db8::1", "::1", "a", "x" * 254])
def test_host_names_and_addresses_are_taken(said: str) -> None:
    assert host_in("the host", said) == said


@pytest.mark.parametrize(
    "said",
    [
        "-oProxyCommand=id",
        "-oProxyCommand=id|tee$${IFS}/tmp/x",
        "a b",
        "a;id",
        "$(id)",
        "host\n",
        "",
        "root@host",
        "fe80::1%eth0",
        "fe80::1%-x y",
        ".host",
        "a/b",
        "x" * 255,
        "h\u00f6st",
        None,
        7,
    ],
)
def test_what_is_no_host_name_and_no_address_is_refused(said: object) -> None:
    assert not is_address(said)
    if said is not None:
        with pytest.raises(SuiteFault, match=r"^the host is no host name: "):
            host_in("the host", said)
