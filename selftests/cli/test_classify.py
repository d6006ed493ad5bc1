"""conformance classify, as a person and as a program call it."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.diagnosis.classify import jsonl, logs

KVM = "libvirt.libvirtError: internal error: qemu unexpectedly closed the monitor: failed to initialize kvm: Permission denied"
FAILED = Path(__file__).parent.parent / "corpus" / "failed" / "dead-agent-boot.json"


def classify(*arguments: str | Path, stdin: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, ["classify", *map(str, arguments)], input=stdin)


def line(**content: Any) -> str:
    return json.dumps({"id": "1", "operation": "spawn", "evidence": [{"source": "nova-compute", "text": KVM}]} | content)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(answer) for answer in result.stdout.splitlines()]


ADDED = ["chain", "fingerprint", "note", "incidents"]


def test_each_line_has_its_verdict_with_every_key() -> None:
    result = classify("--jsonl", "-", stdin=line(evidence=[{"source": "nova-compute", "text": KVM, "host": "c2", "side": "destination"}]))
    assert result.exit_code == 0
    (answer,) = answers(result)
    assert list(answer) == ["id", "cause", "stage", "detail", "host", "side", "confidence", "alternatives", "quotes", *ADDED]
    assert (answer["id"], answer["cause"], answer["stage"]) == ("1", "kvm-permission", "compute")
    assert (answer["host"], answer["side"]) == ("c2", "destination")
    assert 0 < answer["confidence"] <= 1
    assert answer["quotes"] == [{"source": "nova-compute", "line": KVM, "host": "c2"}]


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    path = tmp_path / "bundles.jsonl"
    path.write_text(f"{line()}\n\n{line(id=2)}\n")
    assert [answer["id"] for answer in answers(classify("--jsonl", path))] == ["1", "2"]


@pytest.mark.parametrize("operation", ["boot", "spawn", "create", "rebuild", "live migration", "migrate", "reboot", "unknown", "", None])
def test_an_operation_may_be_called_anything(operation: str | None) -> None:
    assert answers(classify("--jsonl", "-", stdin=line(operation=operation)))[0]["cause"] == "kvm-permission"


@pytest.mark.parametrize("source", ["cli", "server-fault", "qemu", "events", "libvirtd", "some-forum", "", None])
def test_the_same_text_may_come_from_elsewhere(source: str | None) -> None:
    answer = answers(classify("--jsonl", "-", stdin=line(evidence=[{"source": source, "text": KVM}])))[0]
    assert answer["cause"] == "kvm-permission"


def test_keys_that_nobody_knows_are_left_alone() -> None:
    stdin = line(url="https://example.org", evidence=[{"text": KVM, "lines": [1, 2], "side": "left"}], gaps=[{"source": "dmesg"}])
    assert answers(classify("--jsonl", "-", stdin=stdin))[0]["cause"] == "kvm-permission"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ('{"id": "half', "not JSON: "),
        ("nonsense", "not JSON: "),
        ("[" * 100_000, "not JSON: "),
        ("1" * 5000, "not JSON: "),
        ("\x00\x01", "not JSON: "),
        ("[]", "not a bundle: a JSON object is needed, not list"),
        ("{}", "not a bundle: evidence: "),
        ('{"evidence": 3}', "not a bundle: evidence: "),
        ('{"evidence": [3]}', "not a bundle: evidence.0: "),
        ('{"id": {}, "evidence": []}', "not a bundle: id: "),
    ],
)
def test_a_broken_line_is_told_by_its_number_and_the_others_are_judged(bad: str, says: str) -> None:
    result = classify("--jsonl", "-", stdin=f"{line()}\n{bad}\n{line(id=3)}\n")
    assert result.exit_code == 1
    assert [answer["id"] for answer in answers(result)] == ["1", "3"]
    (error,) = [json.loads(each) for each in result.stderr.splitlines()]
    assert error["line"] == 2
    assert error["error"].startswith(says)


@pytest.mark.parametrize(
    "text",
    [
        b'"\\ud800 failed to initialize kvm: Permission denied"',
        b'"\xff\xfe failed to initialize kvm: Permission denied"',
        b'["one", "failed to initialize kvm: Permission denied"]',
        b'{"message": "failed to initialize kvm: Permission denied"}',
        json.dumps("x" * 300_000 + " failed to initialize kvm: Permission denied " + "y" * 300_000).encode(),
        json.dumps(json.dumps("one\nfailed to initialize kvm: Permission denied\n")).encode(),
    ],
    ids=["surrogate", "not UTF-8", "list of lines", "object", "long line", "JSON in JSON"],
)
def test_hostile_texts_are_judged(text: bytes) -> None:
    result = classify("--jsonl", "-", stdin=b'\xef\xbb\xbf{"evidence": [{"text": %b}]}\n' % text)
    assert (result.exit_code, answers(result)[0]["cause"]) == (0, "kvm-permission")


@pytest.mark.parametrize("text", ["\x00" * 100_000, "\\" * 100_001, "\n" * 100_000, "{" * 100_000, "ERROR error: " * 50_000])
def test_texts_that_say_nothing_get_an_honest_verdict(text: str) -> None:
    result = classify("--jsonl", "-", stdin=line(evidence=[{"text": text}]))
    assert answers(result)[0]["cause"] in {"unclassified", "insufficient-evidence"}


def test_a_bundle_is_told_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(json.loads(FAILED.read_text())["bundle"]))
    result = classify(path)
    assert result.exit_code == 0
    told = result.stdout.splitlines()
    assert told[0].startswith("vif-plug-timeout (l2-agent-down) on compute-02 [destination], confidence 0.")
    assert any(each.startswith("  evidence: agents on compute-02: Open vSwitch agent") for each in told)
    assert any(each.startswith("  remedy: ") for each in told)


def test_a_file_that_is_no_bundle_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "half.json").write_text('{"id": ')
    assert classify(tmp_path / "half.json").exit_code == 4
    missing = classify(tmp_path / "none.json")
    assert (missing.exit_code, missing.stderr) == (4, f"error: {tmp_path / 'none.json'}: there is no such file\n")


def test_raw_logs_are_judged_together(tmp_path: Path) -> None:
    (tmp_path / "compute.log").write_text("2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [-] Instance failed to spawn\n" * 50)
    with gzip.open(tmp_path / "qemu.gz", "wt") as packed:
        packed.write("char device redirected\n-accel kvm: failed to initialize kvm: Permission denied\n")
    alone = classify("--log", f"nova-compute={tmp_path / 'compute.log'}")
    assert alone.stdout.startswith("insufficient-evidence: ")
    both = classify("--log", f"nova-compute={tmp_path / 'compute.log'}", "--log", f"qemu={tmp_path / 'qemu.gz'}", "--operation", "boot")
    assert both.exit_code == 0
    assert both.stdout.startswith("kvm-permission")


def test_a_tree_of_logs_is_read_by_its_names(tmp_path: Path) -> None:
    (tmp_path / "nova").mkdir()
    (tmp_path / "libvirt" / "qemu").mkdir(parents=True)
    (tmp_path / "nova" / "nova-compute.log.1").write_text("nothing of note\n")
    (tmp_path / "libvirt" / "qemu" / "instance-00000001.log").write_text("failed to initialize kvm: Permission denied\n")
    (tmp_path / "unrelated.bin").write_bytes(b"\x00\xff")
    assert classify("--log", tmp_path).stdout.startswith("kvm-permission")


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ("gossip={}", "no source is called 'gossip'"),
        ("nova-compute={}/none.log", "there is no such file"),
        ("{}", "no log whose name tells its service"),
    ],
)
def test_a_log_that_cannot_be_read_is_bad_input(tmp_path: Path, log: str, says: str) -> None:
    result = classify("--log", log.format(tmp_path))
    assert result.exit_code == 4
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_packed_log_that_was_cut_short_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log.gz"
    path.write_bytes(gzip.compress(b"something\n" * 100_000)[:-20])
    result = classify("--log", path)
    assert (result.exit_code, str(path) in result.stderr) == (4, True)


@pytest.mark.parametrize("arguments", [[], ["--jsonl", "-", "--log", "nova-compute=x"], ["x.json", "--jsonl", "-"]])
def test_one_kind_of_input_is_wanted(arguments: list[str]) -> None:
    assert classify(*arguments).exit_code == 2


@pytest.mark.parametrize("arguments", [["{}"], ["--jsonl", "{}"], ["--log", "nova-compute={}"], ["--log", "{}"]])
def test_a_named_pipe_is_told_and_nobody_is_waited_for(tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "nova-compute.log"
    os.mkfifo(path)
    result = classify(*(argument.format(path) for argument in arguments))
    assert result.exit_code == 4
    assert result.stderr.startswith(f"error: {path}: this is a named pipe, not a file")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("path", ["/dev/zero", "a" * 5000])
@pytest.mark.parametrize("arguments", [["{}"], ["--jsonl", "{}"], ["--log", "{}"], ["--log", "nova-compute={}"]])
def test_what_can_be_no_file_is_bad_input(path: str, arguments: list[str]) -> None:
    result = classify(*(argument.format(path) for argument in arguments))
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("error: ")


def test_a_bundle_has_a_size_and_a_number_of_texts_that_it_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(line(evidence=[{"text": "x"}] * (jsonl.MOST_TEXTS + 1)))
    result = classify(path)
    assert (result.exit_code, result.stderr) == (4, f"error: {path}: too large: evidence has 10,001 entries; 10,000 is the limit\n")
    path.write_text(line(gaps=[{}] * (jsonl.MOST_TEXTS + 1)))
    assert classify(path).stderr == f"error: {path}: too large: gaps has 10,001 entries; 10,000 is the limit\n"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert classify(path).stderr == f"error: {path}: it has more than 32 MiB, which is the limit\n"
    monkeypatch.setattr(jsonl, "LONGEST", 1000)
    result = classify("--jsonl", "-", stdin=f"{line()}\n{'x' * 100_000}\n{line(id=3)}\n")
    assert result.exit_code == 1
    assert [answer["id"] for answer in answers(result)] == ["1", "3"]
    (error,) = [json.loads(each) for each in result.stderr.splitlines()]
    assert (error["line"], error["error"][:23]) == (2, "too large: longer than ")


def test_logs_have_a_size_that_they_may_have_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST", 10_000_000)
    for name in ("nova-compute.log.1.gz", "nova-compute.log.2.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b"\n" * 6_000_000))
    assert classify("--log", tmp_path / "nova-compute.log.1.gz").exit_code == 0
    result = classify("--log", tmp_path)
    assert result.exit_code == 4
    assert "nova-compute.log.2.gz: the logs have more than 10000000 bytes when they are unpacked, which is the limit. " in result.stderr
    monkeypatch.setattr(logs, "MOST_LOGS", 1)
    assert "there are more than 1 logs in it, which is the limit" in classify("--log", tmp_path).stderr


def test_json_lines_given_as_a_bundle_are_told(tmp_path: Path) -> None:
    path = tmp_path / "bundles.jsonl"
    path.write_text(f"{line()}\n{line()}\n")
    result = classify(path)
    assert (result.exit_code, result.stderr) == (
        4,
        f"error: {path}: these are JSON lines, a bundle in each. Give the file with --jsonl\n",
    )


def test_an_operation_that_nobody_knows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log"
    path.write_text("x\n")
    result = classify("--log", path, "--operation", "frobnicate")
    assert result.exit_code == 2
    assert "--operation frobnicate: no operation is called so; there are" in result.stderr
