"""A coordination service that is not there, or whose URL is none, is one line without its password."""

from types import SimpleNamespace

import pytest

from conformance.coordination.coordination import Coordination
from conformance.coordination.coordination_url import check_url, shown, without_password
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.plugin.options import COORDINATION, coordination_url


class _OfADriver(Exception):
    """An exception that is neither of tooz nor of Python, as those of etcd3gw are."""


class _Coordinator:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def start(self, **_: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    "url",
    [
        "redis://h:x",
        "redis://h:99999",
        "redis://h:0",
        "redis://:PASSWORD",
        "redis://user:PASSWORD@h:x",
        "redis://:PASS/PASSWORD@h",
        "redis://user:123/PASSWORD@h",
        "redis://h?PASSWORD@x",
        "redis://:PASSWORD@[::1",
        "redis://:PASSWORD@",
        "redis://:PASSWORD@h\x1bx",
        "x:PASSWORD@",
        "PASSWORD",
        "nope://user:PASSWORD@h",
        "mysql://user:PASSWORD@127.0.0.1/db",
        "file://PASSWORD@h/x",
        "",
    ],
)
def test_a_url_that_is_none_is_refused_before_anybody_connects(url: str) -> None:
    with pytest.raises(UsageProblem, match=r"^--coordination .*Give file:///DIRECTORY") as problem:
        Coordination(url, "one")
    assert "PASS" not in str(problem.value)
    assert str(problem.value).isprintable()


@pytest.mark.parametrize(
    "url",
    [
        "redis://h",
        "redis://user:secret@h:6379?ssl=true&ssl_ca_certs=/ca.pem",
        "redis://[::1]:1",
        "etcd3+http://h:1",
        "etcd3+https://h:1?ca_cert=/x",
        "file:///tmp/x",
    ],
)
def test_a_url_that_is_documented_is_taken(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize("error", [_OfADriver(), _OfADriver("secret%2Fword and secret/word"), OSError("no"), ImportError("no driver")])
def test_whatever_a_driver_raises_is_one_line(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.coordination.coordination._check_listening", lambda _: None)
    monkeypatch.setattr("tooz.coordination.get_coordinator", lambda *_: _Coordinator(error))
    with pytest.raises(UsageProblem, match=r"^--coordination etcd3\+http://h:1: .+\. Give file:///DIRECTORY") as problem:
        Coordination("etcd3+http://user:secret%2Fword@h:1", "one")
    assert "secret" not in str(problem.value)
    assert problem.value.__cause__ is None


def test_a_service_that_goes_away_is_told_of_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    service = SimpleNamespace(start=lambda **_: None)
    monkeypatch.setattr("conformance.coordination.coordination._check_listening", lambda _: None)
    monkeypatch.setattr("tooz.coordination.get_coordinator", lambda *_: service)
    held = Coordination("redis://user:secret@h:1", "one")

    def goes_away() -> None:
        raise _OfADriver("lost redis://user:secret@h:1")

    with pytest.raises(SuiteFault, match=r"^the coordination service redis://h:1 does not answer: lost ") as fault:
        held._ask(goes_away)
    assert "secret" not in str(fault.value)


def test_nothing_but_kind_and_place_of_a_url_is_shown() -> None:
    assert shown("redis://user:secret@[::1]:1/2?password=secret") == "redis://[::1]:1"
    assert shown("file:///tmp/x") == "file:///tmp/x"
    assert without_password("a\nsecret b", "redis://h?sentinel_password=secret") == "a [redacted] b"


@pytest.mark.parametrize(
    ("option", "variable", "used"), [("redis://a", "redis://b", "redis://a"), (None, "redis://b", "redis://b"), (None, "", None)]
)
def test_the_environment_has_the_url_where_the_option_is_not_given(
    option: str | None, variable: str, used: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COORDINATION, variable)
    assert coordination_url(SimpleNamespace(getoption=lambda _: option)) == used  # type: ignore[arg-type]
