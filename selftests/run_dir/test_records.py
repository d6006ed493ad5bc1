"""Lines that several processes write, read while they do."""

import os
from pathlib import Path

import pytest

from conformance.input.files import UnreadableFile
from conformance.run_dir.records import JsonLines


def test_a_file_that_is_written_first_while_it_is_opened_has_no_lines_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = JsonLines(tmp_path / "lines")
    really = os.open

    def not_there_yet(path: Path, *others: int) -> int:
        if path != lines.path:
            return really(path, *others)
        monkeypatch.undo()
        lines.append({"a": 1})
        raise FileNotFoundError

    monkeypatch.setattr(os, "open", not_there_yet)
    assert list(lines) == []
    assert list(lines) == [{"a": 1}]


def test_a_link_that_leads_nowhere_is_no_file_that_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "lines").symlink_to("nowhere")
    with pytest.raises(UnreadableFile):
        list(JsonLines(tmp_path / "lines"))
