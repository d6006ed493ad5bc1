"""A ledger that was damaged, or written by somebody else, names nothing that its run cannot have created."""

import json
import os
from pathlib import Path

import pytest

from conformance.run_dir.ledger import Kind, Ledger

RUN = "20260101T000000Z-0000"
SERVER = f"conformance-{RUN}-main-1"


def _ledger(tmp_path: Path, *lines: object) -> Ledger:
    """One with a server of the run, and these lines after it: objects as JSON, bytes and texts as they are."""
    ledger = Ledger(tmp_path / "ledger.jsonl", RUN)
    ledger.created(Kind.SERVER, SERVER, "id-1")
    with ledger.path.open("ab") as file:
        for line in lines:
            text = line if isinstance(line, str | bytes) else json.dumps(line)
            file.write((text.encode() if isinstance(text, str) else text) + b"\n")
    return ledger


def _line(**changes: object) -> dict[str, object]:
    return {"at": "2026-01-01T00:00:00+00:00", "event": "created", "kind": "server", "name": f"conformance-{RUN}-main-2"} | changes


NOT_OURS = {
    "a name of somebody else": _line(name="prod-db-1", id="id-9"),
    "a name of another run": _line(name="conformance-20260101T000000Z-ffff-main-1"),
    "a name that only begins as one of the run": _line(name=f"conformance-{RUN}9-main-1"),
    "a regular expression": _line(name=f"conformance-{RUN}-.*"),
    "the name of a group of somebody else": _line(kind="security-group", name="default-web"),
    "a volume of somebody else": _line(kind="volume", name="prod-db-1", id="id-9"),
    "an image of another run": _line(kind="image", name="conformance-20260101T000000Z-ffff-main-1"),
    "a group under a server's name": _line(kind="security-group", name=SERVER),
    "a port of somebody else": _line(kind="port", name="web"),
    "an image under a server's name": _line(kind="image", name=SERVER),
    "an application credential of somebody else": _line(kind="application-credential", name="backup"),
    "a server under the group's name": _line(name=f"conformance-{RUN}"),
    **{f"a kind that no run creates: {kind}": _line(kind=kind, name=SERVER) for kind in ("flavor", "keypair", "server-group", "subnet")},
}

DAMAGED = {
    "no kind": {"event": "created", "name": SERVER},
    "a kind that is a list": _line(kind=["server"]),
    "no name": {"event": "created", "kind": "server"},
    "a name that is a mapping": _line(name={"a": 1}),
    "an unknown event": _line(event="destroyed"),
    "an id that leads elsewhere": _line(id="../../flavors/1"),
    "an id that is empty": _line(id=""),
    "an id that is a number": _line(id=7),
    "a time that is none": _line(at="yesterday"),
    "a time that is a list": _line(at=[1]),
    "a time without a zone": _line(at="2026-01-01T00:00:00"),
    "a list": [1, 2],
    "no JSON": "created server",
    "deep JSON": "[" * 4000,
    "a number of 5,000 digits": "1" * 4090,
    "not UTF-8": b'{"event": "created", "kind": "server", "name": "\xff\xfe"}',
    "a lone surrogate": '{"event": "created", "kind": "server", "name": "\\ud800"}',
    "a line without end": "x" * 100_000,
}


@pytest.mark.parametrize("line", [*NOT_OURS.values(), *DAMAGED.values()], ids=[*NOT_OURS, *DAMAGED])
def test_what_the_run_cannot_have_created_is_refused_and_the_rest_is_read(tmp_path: Path, line: object) -> None:
    ledger = _ledger(tmp_path, line, _line(id="id-2"))
    assert [(entry.name, entry.id) for entry in ledger.left()] == [(SERVER, "id-1"), (f"conformance-{RUN}-main-2", "id-2")]
    assert [entry.id for entry in ledger.ever()] == ["id-1", "id-2"]
    (refused,) = ledger.refused()
    assert refused.startswith("line 2: ")
    assert len(refused) < 300
    assert refused.isprintable()


def test_a_ledger_of_the_suite_itself_has_nothing_refused(tmp_path: Path) -> None:
    ledger = _ledger(tmp_path)
    ledger.intend(Kind.SECURITY_GROUP, f"conformance-{RUN}")
    ledger.created(Kind.SECURITY_GROUP, f"conformance-{RUN}", "4f6ec1fa-4d1c-4b25-9f0f-d9a4b8b8b3a4")
    ledger.removed(Kind.SERVER, SERVER)
    assert ledger.refused() == []
    assert [entry.kind for entry in ledger.left()] == [Kind.SECURITY_GROUP]


def test_the_run_is_that_of_the_directory(tmp_path: Path) -> None:
    run = tmp_path / "20260101T000000Z-abcd"
    run.mkdir()
    Ledger(run / "ledger.jsonl").intend(Kind.SERVER, f"conformance-{run.name}-gw0-1")
    assert len(Ledger(run / "ledger.jsonl").left()) == 1
    renamed = run.rename(tmp_path / "another")
    assert Ledger(renamed / "ledger.jsonl").left() == []
    assert "conformance-another" in Ledger(renamed / "ledger.jsonl").refused()[0]


def test_many_refused_lines_are_told_in_few(tmp_path: Path) -> None:
    refused = _ledger(tmp_path, *["nonsense"] * 1000).refused()
    assert len(refused) == 11
    assert refused[-1] == "and 990 more lines"


def test_no_more_is_read_than_a_run_can_have_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.run_dir.ledger_lines.MOST_LINES", 3)
    ledger = _ledger(tmp_path, *[_line(name=f"conformance-{RUN}-main-{number}") for number in range(2, 9)])
    assert len(ledger.left()) == 3
    assert ledger.refused() == ["it has more than 3 lines: the others are not read"]


def test_a_hole_in_the_file_is_not_read_through(tmp_path: Path) -> None:
    ledger = _ledger(tmp_path)
    with ledger.path.open("r+b") as file:
        file.truncate(1 << 40)
    assert len(ledger.left()) == 1
    assert ledger.refused() == ["it is longer than 64 MiB: it is not read to its end"]


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (os.mkfifo, "this is a named pipe, not a file"),
        (os.mkdir, "this is a directory, not a file"),
        (lambda path: Path(path).symlink_to("elsewhere.jsonl"), "it is a symbolic link"),
    ],
    ids=["fifo", "directory", "link"],
)
def test_a_ledger_that_is_no_file_is_refused_at_once(tmp_path: Path, make: object, what: str) -> None:
    (tmp_path / "elsewhere.jsonl").write_text(json.dumps(_line()) + "\n")
    path = tmp_path / "ledger.jsonl"
    make(path)  # type: ignore[operator]
    ledger = Ledger(path, RUN)
    assert ledger.left() == []
    assert what in ledger.refused()[0]
