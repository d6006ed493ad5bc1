"""An API that answers something else than OpenStack's documentation says breaks what asked it with one line, and ends nothing more."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from keystoneauth1 import exceptions as keystone

from conformance.checks.facts import ask_cloud
from conformance.cleanup import leaks, resources
from conformance.cloud import nova
from conformance.cloud.answers import NotUnderstood
from conformance.cloud.nova import Nova
from conformance.config.profile_model import Limits
from conformance.discovery import headroom
from conformance.discovery.headroom import without_room
from conformance.instances import placement
from conformance.instances.placement import Placement
from conformance.model.errors import SuiteFault
from conformance.model.hosts import ComputeHost
from conformance.model.instance import Instance
from conformance.run_dir.ledger import Kind
from selftests.checks.facts.test_cloud import SITE
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF

URL = "http://198.51.100.1:8774/v2.1"
SERVICE = SimpleNamespace(get_endpoint=lambda: URL)
CONN: Any = SimpleNamespace(
    compute=SERVICE,
    network=SERVICE,
    placement=SERVICE,
    image=SERVICE,
    block_storage=SERVICE,
    session=None,
    close=lambda: None,
    current_project_id="p",
)
HOST = ComputeHost(name="a", hypervisor="a", zone="nova", enabled=True, up=True)
INSTANCE = Instance.model_construct(id="11111111-2222-3333-4444-555555555555", name="conformance-x")
RUN: Any = SimpleNamespace(nova=Nova(CONN), conn=CONN, site=SimpleNamespace(hosts=(HOST,)))

READERS: dict[str, Callable[[], object]] = {
    "create": lambda: Nova(CONN).create({}, "req-x"),
    "server": lambda: Nova(CONN).server("x"),
    "named": lambda: Nova(CONN).named("x"),
    "beginning": lambda: Nova(CONN).beginning("x"),
    "migrations": lambda: Nova(CONN).migrations("x"),
    "actions": lambda: Nova(CONN).actions("x"),
    "console": lambda: Nova(CONN).console("x", 10),
    "resources": lambda: [resources.find_all_of(CONN, kind, "x") for kind in (Kind.PORT, Kind.KEYPAIR, Kind.FLAVOR)],
    "placement": lambda: Placement(RUN).hosts_of(INSTANCE),
    "migration's placement": lambda: Placement(RUN).hosts_of_last_migration(INSTANCE),
    "headroom": lambda: without_room(CONN, [HOST], {"VCPU": 1}, Limits()),
    "left ports": lambda: list(leaks._ports(CONN, {"x": "y"})),
    "left allocations": lambda: list(leaks._allocations(CONN, {"x": "y"})),
}
KEYS = ("server", "servers", "migrations", "instanceActions", "output", "ports", "keypairs", "flavors", "security_groups")
ODD: list[Any] = [
    {},
    [],
    None,
    "<html>Log in</html>",
    7,
    1e300,
    *(
        dict.fromkeys((*KEYS, "allocations", "resource_providers"), odd)
        for odd in (7, None, "text", [1], [None], [[1]], [{"x": 1}], {"x": 1})
    ),
]


class Answer:
    """An answer that holds whatever was asked for."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.headers: dict[str, str] = {"Date": "yesterday"}

    def json(self) -> Any:
        if isinstance(self._document, Exception):
            raise self._document
        return self._document


def answering(monkeypatch: pytest.MonkeyPatch, document: Any) -> None:
    for module in (nova, resources, placement, headroom, leaks, ask_cloud):
        monkeypatch.setattr(module, "call", lambda *_, **__: Answer(document))


@pytest.mark.parametrize("reader", READERS)
def test_an_answer_of_another_shape_is_a_fault_of_reachability(monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    refused = 0
    for document in [*ODD, RecursionError("too deep"), ValueError("no JSON")]:
        answering(monkeypatch, document)
        try:
            READERS[reader]()
        except SuiteFault as fault:
            refused += 1
            said = str(fault)
            assert URL in said, said
            assert said.endswith("Look whether that URL leads to the API itself")
    assert refused > len(ODD) / 3


def test_it_is_told_whose_answer_it_is_and_what_is_wrong_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, {"other": 1})
    with pytest.raises(NotUnderstood) as caught:
        Nova(CONN).server("x")
    assert str(caught.value) == (
        f"Nova at {URL}: its answer about a server is not understood (KeyError: 'server'). Look whether that URL leads to the API itself"
    )


def test_texts_of_a_server_are_kept_in_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    server = {"id": INSTANCE.id, "name": "y", "status": "ERROR", "addresses": {}, "fault": {"message": "m" * 10**6}}
    answering(monkeypatch, {"server": server})
    seen = Nova(CONN).server("x")
    assert len(seen.fault or "") == 4000
    answering(monkeypatch, {"server": server | {"status": "E" * 10**6}})
    with pytest.raises(NotUnderstood) as caught:
        Nova(CONN).server("x")
    assert len(str(caught.value)) < 600


def test_a_list_of_servers_that_never_ends_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    page = {"servers": [{"name": "other", "id": "x"}] * nova._PAGE}

    def call(*_: Any, **__: Any) -> Answer:
        nonlocal asked
        asked += 1
        return Answer(page)

    monkeypatch.setattr(nova, "call", call)
    with pytest.raises(NotUnderstood, match="the list has no end"):
        Nova(CONN).beginning("conformance-")
    assert asked == nova._PAGES


@pytest.mark.parametrize("document", ODD, ids=range(len(ODD)))
def test_what_the_apis_say_amiss_before_invariants_are_gaps(monkeypatch: pytest.MonkeyPatch, document: Any) -> None:
    answering(monkeypatch, document)
    facts = ask_cloud.ask_cloud(CONN, SITE)
    assert type(facts).model_validate_json(facts.model_dump_json()) == facts
    assert facts.gap("image") is not None


@pytest.mark.parametrize("number", [10**400, 10**4299, float("inf"), float("nan")])
def test_numbers_that_cannot_be_calculated_with_are_a_gap(monkeypatch: pytest.MonkeyPatch, number: float) -> None:
    provider = {"uuid": "p", "name": "a"}
    inventory = {"VCPU": {"total": number, "reserved": 0, "allocation_ratio": 1.5}}
    document = {"resource_providers": [provider], "inventories": inventory, "usages": {}, "allocations": {}}
    answering(monkeypatch, document)
    facts = ask_cloud.ask_cloud(CONN, SITE)
    gap = facts.gap("providers")
    assert gap is not None
    assert "is not understood" in gap.why
    with pytest.raises(NotUnderstood, match="inventories and usages"):
        without_room(CONN, [HOST], {"VCPU": 1}, Limits())


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_odd_answer_before_a_request_is_told_of_it(method: str) -> None:
    def request(*_: object, **__: object) -> None:
        raise TypeError("'int' object is not subscriptable")

    with pytest.raises(
        NotUnderstood, match=rf"^{method} /x could not be asked for, as an answer before it is not understood \(TypeError: 'int'"
    ):
        nova.call(SimpleNamespace(request=request), method, "/x")


def test_a_login_that_is_no_longer_accepted_is_no_traceback() -> None:
    def request(*_: object, **__: object) -> None:
        raise keystone.Unauthorized("The request you have made requires authentication.")

    with pytest.raises(SuiteFault, match=r"^GET /x could not be asked for: Unauthorized: The request you have made requires"):
        nova.call(SimpleNamespace(request=request), "GET", "/x")


@SDK_WARNS_OF_ITSELF
def test_an_error_that_is_a_whole_page_is_shown_in_its_beginning() -> None:
    answer = SimpleNamespace(
        status_code=404, headers={"content-type": "text/html"}, text="x" * 10**6, content=b"x", reason="", url=URL, request=None
    )
    service = SimpleNamespace(request=lambda *_, **__: answer)
    with pytest.raises(nova.Refused) as caught:
        nova.call(service, "GET", "/x")
    assert len(str(caught.value)) < 5000
