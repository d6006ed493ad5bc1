"""What Nova's API may answer: identifiers are UUIDs and hosts are host names, or the answer is refused where it is read."""

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.cloud.nova import Nova
from conformance.model.errors import SuiteFault

UUID = "6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1"
HOSTILE = "x;id>/tmp/pwned;:"
SERVER = {"id": UUID, "name": "s", "status": "ACTIVE", "addresses": {}, "OS-EXT-SRV-ATTR:host": "compute-01"}
MIGRATION = {
    "uuid": UUID,
    "id": 1,
    "migration_type": "migration",
    "status": "done",
    "source_compute": "compute-01",
    "dest_compute": "compute-02",
}


def nova(**answer: Any) -> Nova:
    """Nova, whatever it is asked."""
    said = SimpleNamespace(status_code=200, json=lambda: answer)
    conn: Any = SimpleNamespace(compute=SimpleNamespace(request=lambda *_, **__: said))
    return Nova(conn)


def test_sound_answers_are_taken() -> None:
    assert nova(server={"id": UUID}).create({}, "req-1") == UUID
    assert nova(server=SERVER).server(UUID).host == "compute-01"
    assert nova(migrations=[MIGRATION]).migrations(UUID)[0].destination == "compute-02"


def test_the_id_of_a_new_server_is_a_uuid() -> None:
    with pytest.raises(SuiteFault, match="no UUID"):
        nova(server={"id": HOSTILE}).create({}, "req-1")


@pytest.mark.parametrize("wrong", [{"id": HOSTILE}, {"OS-EXT-SRV-ATTR:host": "-oProxyCommand=id"}])
def test_a_server_has_a_uuid_and_a_host(wrong: dict[str, str]) -> None:
    with pytest.raises(SuiteFault, match="in Nova's answer is no"):
        nova(server=SERVER | wrong).server(UUID)
    with pytest.raises(SuiteFault, match="in Nova's answer is no"):
        nova(servers=[SERVER | wrong]).named("s")


def test_an_odd_server_keeps_no_other_from_being_removed() -> None:
    assert [one.id for one in nova(servers=[SERVER | {"id": HOSTILE}, SERVER]).beginning("s")] == [HOSTILE, UUID]


@pytest.mark.parametrize("wrong", [{"uuid": HOSTILE}, {"source_compute": "a b"}, {"dest_compute": "$(id)"}])
def test_a_migration_has_a_uuid_and_hosts(wrong: dict[str, str]) -> None:
    with pytest.raises(SuiteFault, match="in Nova's answer is no"):
        nova(migrations=[MIGRATION | wrong]).migrations(UUID)


def test_of_a_server_whose_cell_does_not_answer_its_status_tells_so() -> None:
    lost = {"id": UUID, "status": "UNKNOWN", "created": "2026-01-01T00:00:00Z", "tenant_id": "p", "links": []}
    state = nova(server=lost).server(UUID)
    assert (state.id, state.status, state.host, state.at_rest) == (UUID, "UNKNOWN", None, True)


def test_a_server_without_a_name_is_none_of_novas_otherwise() -> None:
    with pytest.raises(SuiteFault, match="its answer about a server is not understood"):
        nova(server={"id": UUID, "status": "ACTIVE", "addresses": {}}).server(UUID)


def test_servers_are_listed_to_the_last_however_few_come_at_once() -> None:
    """As many as the API is configured to give ([api] max_limit), which may be fewer than are asked for."""
    pages = {None: "a", "a": "b", "b": "c"}

    def request(_path: str, _method: str, *, params: dict[str, str], **__: Any) -> Any:
        name = pages.get(params.get("marker"), "")
        links = {"servers_links": [{"rel": "next", "href": "http://x"}]} if name != "c" else {}
        return SimpleNamespace(status_code=200, json=lambda: {"servers": [SERVER | {"id": name, "name": name}], **links})

    conn: Any = SimpleNamespace(compute=SimpleNamespace(request=request))
    assert [server.name for server in Nova(conn).beginning("")] == ["a", "b", "c"]
