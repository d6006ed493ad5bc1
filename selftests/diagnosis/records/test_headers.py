"""How services begin a record."""

import pytest

from conformance.diagnosis.records.headers import header, seconds
from conformance.diagnosis.records.record import Level

KNOWN = [
    # a line, and level, module and message that it must give
    (
        "2026-11-21 21:28:13.502 183 INFO nova.scheduler.host_manager [req-aa req-bb u p - - default default] Host filter",
        (Level.INFO, "nova.scheduler.host_manager", "Host filter"),
    ),
    ("2014-06-02 08:01:00.104 7 TRACE nova.compute.manager [instance: 7c9e] Traceback", (Level.ERROR, "nova.compute.manager", "Traceback")),
    ("2026-11-21 21:28:13.502 183 CRITICAL nova [-] Unhandled error: boom", (Level.CRITICAL, "nova", "Unhandled error: boom")),
    ("Nov 21 21:28:13.502 h nova-compute[183]: WARNING nova.virt [None req-a demo demo] careful", (Level.WARNING, "nova.virt", "careful")),
    (
        "2025-06-02 08:00:01.104+0000: 990: error : virNetSocketReadWire:1811 : End of file",
        (Level.ERROR, "virNetSocketReadWire", "End of file"),
    ),
    ("Jun 02 08:00:01 compute-05 libvirtd[812]: invalid argument: no", (None, "libvirtd", "invalid argument: no")),
    ("2026-11-21T10:00:00.000000Z qemu-system-x86_64: terminating on signal 15", (None, "qemu-system-x86_64", "terminating on signal 15")),
    ("2026-11-21T10:00:00.000Z|00023|bridge|WARN|could not add", (Level.WARNING, "bridge", "could not add")),
    ("2026-11-21T10:00:00.000Z|00046|binding(ovn_pinctrl0)|ERR|no chassis", (Level.ERROR, "binding(ovn_pinctrl0)", "no chassis")),
    ("2026-11-21T10:00:00.000+0000 7f0a12345678 -1 mon.a: full", (Level.ERROR, None, "mon.a: full")),
    ("[31337.100000] kvm: exiting", (None, None, "kvm: exiting")),
    ("type=AVC msg=audit(1763719202.123:88): avc: denied", (None, "type=AVC", "avc: denied")),
]


@pytest.mark.parametrize(("line", "wanted"), KNOWN, ids=lambda value: value[:24] if isinstance(value, str) else "")
def test_a_header_is_understood(line: str, wanted: tuple[Level | None, str | None, str]) -> None:
    found = header(line)
    assert found
    assert (found.level, found.module, found.message) == wanted


@pytest.mark.parametrize(
    "line", ["", '  File "x", line 1, in y', "Traceback (most recent call last):", "nova.exception.NoValidHost: no", "Stderr: ''"]
)
def test_what_goes_on_has_no_header(line: str) -> None:
    assert header(line) is None


def test_global_and_local_request_are_both_known() -> None:
    found = header("2026-11-21 21:28:13.502 183 INFO nova [req-global req-local u p - - default default] x")
    assert found
    assert (found.requests, found.anonymous, found.bare) == (("req-global", "req-local"), False, False)


@pytest.mark.parametrize("context", ["[None req-5a - - - - - -]", "[req-5a - - - - -]", "[-]"])
def test_a_request_of_no_user_is_the_services_own(context: str) -> None:
    found = header(f"2026-11-21 21:28:13.502 183 ERROR nova.compute.manager {context} Error updating resources")
    assert found
    assert found.anonymous


@pytest.mark.parametrize("text", ["2026-13-45 99:99:99", "Foo 99 99:99:99", "", "no time"])
def test_a_time_that_is_none_is_none(text: str) -> None:
    assert seconds(text) is None


def test_times_of_a_log_are_in_their_order() -> None:
    first, second = seconds("2026-11-21 10:00:00.100 7"), seconds("2026-11-21T10:00:00,250Z")
    assert first is not None
    assert second is not None
    assert round(second - first, 3) == 0.15
