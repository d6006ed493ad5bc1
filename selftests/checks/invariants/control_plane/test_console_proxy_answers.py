"""The console proxy has an address that users can reach, and answers there."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import URL, around, host

CASE = Case(
    "console_proxy_answers",
    around(host(), host("h2"), cloud_changes={"consoles": {URL: "[Errno 111] Connection refused"}}),
    f"a console proxy answers at {URL}",
    "[Errno 111] Connection refused",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("console_proxy_answers", one(options={"vnc/enabled": "false"})) == "VNC consoles are disabled ([vnc] enabled)"


def test_a_console_of_loopback_is_nothing_for_users() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("console_proxy_answers", one(options={"vnc/novncproxy_base_url": None}), "h1")
    assert caught.value.seen == "http://127.0.0.1:6080/vnc_auto.html"


def test_a_console_whose_address_held_a_password_can_be_judged() -> None:
    url = "http://user:[redacted]@console.example.org:6080/"
    hosts = around(host(options={"vnc/novncproxy_base_url": url}), cloud_changes={"consoles": {url: "no answer"}})
    with pytest.raises(CloudFault) as caught:
        hold("console_proxy_answers", hosts, "h1")
    assert caught.value.seen == "no answer"


@pytest.mark.parametrize("url", ["http://[::1/", "http://:6080/", "file:///etc/passwd", "http://169.254.169.254/", "vnc"])
def test_a_console_address_that_is_none_is_a_violation(url: str) -> None:
    with pytest.raises(CloudFault) as caught:
        hold("console_proxy_answers", one(options={"vnc/novncproxy_base_url": url}), "h1")
    assert (caught.value.expected, caught.value.host) == ("novncproxy_base_url that users can reach", "h1")
    assert caught.value.seen.startswith(f"{url!r}: it ")
