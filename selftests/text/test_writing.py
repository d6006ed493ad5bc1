"""The last step before a file or a terminal: no secrets, no control characters, always valid UTF-8."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner
from rich.table import Table
from rich.text import Text

from conformance.cli import main
from conformance.cli.doctor import _line
from conformance.cli.saying import echo
from conformance.doctor.finding import Finding, Status
from conformance.plugin.state import say
from conformance.report.terminal.summary import printed
from conformance.run_dir.records import JsonLines
from conformance.text.writing import document, for_disk, for_terminal, json_text, printable, valid_document

CANARY = "cANARY77"
CONTROLS = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
KEPT = {"\n", "\t"}


@pytest.mark.parametrize("character", sorted(set(CONTROLS) - KEPT))
def test_a_control_character_is_shown_as_its_number(character: str) -> None:
    number = ord(character)
    told = f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
    assert for_terminal(f"a{character}b") == f"a{told}b"


def test_other_text_stays() -> None:
    assert for_terminal("tab\tline\nÄé✗ 漢字 \\x1b 😀") == "tab\tline\nÄé✗ 漢字 \\x1b 😀"


def test_what_has_been_printed_once_stays_as_it_is() -> None:
    once = for_terminal(f"\x1b[31m password={CANARY} \ud800")
    assert for_terminal(once) == once == "\\x1b[31m password=[redacted] \\ud800"


@pytest.mark.parametrize("text", ["\ud800", "a\udcffb", "\udc00\ud800", "😀"])
def test_any_text_can_be_written(text: str, tmp_path: Path) -> None:
    for clean in (for_disk, for_terminal, printable):
        clean(text).encode("utf-8")
    json_text({text: [text, {"x": text}]}).encode("utf-8")
    json.dumps(valid_document({text: [text]}), ensure_ascii=False).encode("utf-8")
    lines = JsonLines(tmp_path / "lines")
    lines.append({"text": text})
    assert [set(line) for line in lines] == [{"text"}]


def test_a_document_is_redacted_text_by_text_and_stays_a_document() -> None:
    content = {
        "admin_password": CANARY,
        "DEFAULT/transport_url": f"rabbit://nova:{CANARY}@mq/",
        "steps": [{"saw": f"password={CANARY}"}, (f"token: {CANARY}x", 5, None, True, 1.5)],
        "password": "",
        "use_token": "true",
        "secret_ref": "a",
        f"password={CANARY}": 1,
    }
    told = document(content)
    assert CANARY not in json.dumps(told)
    assert told["steps"][1][1:] == [5, None, True, 1.5]
    assert (told["password"], told["use_token"], told["secret_ref"]) == ("", "true", "a")
    assert json.loads(json_text(content)) == told


def test_a_line_of_a_run_holds_no_secret(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "journal.jsonl")
    lines.append({"operation": {"steps": [{"saw": f'quota: password={CANARY},"x'}]}})
    assert CANARY not in lines.path.read_text()
    assert len(list(lines)) == 1


def test_a_command_prints_neither_secrets_nor_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    echo(f"image \x1b]52;c;x\x07 password={CANARY}")
    echo(f"error: \x9b2J password={CANARY}", err=True)
    told = capsys.readouterr()
    assert told.out == "image \\x1b]52;c;x\\x07 password=[redacted]\n"
    assert told.err == "error: \\x9b2J password=[redacted]\n"


@pytest.mark.parametrize("colours", [False, True])
def test_tables_show_markup_and_control_characters_as_text(colours: bool) -> None:
    table = Table("from \\ to", title="[bold]a[/bold]\x1b]8;;http://x")
    table.add_row("[red]compute-01[/red] :smile: \x1b]52;c;x")
    told = printed([table, "[red]x[/red]\x9b2J", Text("y\x1b[2J", "bold")], 200, colours=colours)
    for text in ("[bold]a[/bold]\\x1b]8;;http://x", "[red]compute-01[/red] :smile: \\x1b]52;c;x", "[red]x[/red]\\x9b2J", "y\\x1b[2J"):
        assert text in told
    assert not set(told) & set("\x07\x9b")
    assert "\x1b]" not in told
    assert "\x1b[2J" not in told


def test_the_doctor_prints_a_finding_without_secrets_and_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    _line(Finding(status=Status.NOTE, subject="compute-01\x1b]8;;http://x\x07", text=f"disabled (\x1b]52;c;x\x07 password={CANARY})"))
    assert capsys.readouterr().out == "note     compute-01\\x1b]8;;http://x\\x07: disabled (\\x1b]52;c;x\\x07 password=[redacted])\n"


def test_a_line_in_the_middle_of_a_run_holds_neither(capsys: pytest.CaptureFixture[str]) -> None:
    written: list[str] = []
    terminal = SimpleNamespace(ensure_newline=lambda: None, write_line=written.append, flush=lambda: None)
    config = SimpleNamespace(
        pluginmanager=SimpleNamespace(get_plugin=lambda name: terminal if name == "terminalreporter" else None),
        get_terminal_writer=lambda: SimpleNamespace(width_of_current_line=0),
    )
    say(cast(pytest.Config, config), f"left behind: server x: refused \x1b[2J password={CANARY}")
    assert written == ["conformance: left behind: server x: refused \\x1b[2J password=[redacted]"]


@pytest.mark.parametrize("options", [("--log", "nova-compute={}"), ("{}",)], ids=["a log", "a bundle"])
def test_a_verdict_on_files_of_others_prints_neither(options: tuple[str, ...], tmp_path: Path) -> None:
    line = f"2026-11-21 10:00:00.000 7 ERROR nova.compute.manager libvirt: Connection refused \x1b]52;c;x\x07 \x9b password={CANARY}"
    path = tmp_path / "given"
    piece = {"source": "nova-compute", "text": line, "host": "h\x1b[2J"}
    path.write_text(json.dumps({"id": "x", "evidence": [piece]}) if len(options) == 1 else line, encoding="utf-8")
    result = CliRunner().invoke(main, ["classify", *(option.format(path) for option in options)])
    assert result.exit_code == 0
    assert CANARY not in result.output
    assert not set(result.output) & set("\x1b\x07\x9b")
