"""What runs left is removed by the suite's own program, and what it cannot remove is said."""

import sys
from pathlib import Path

import pytest

from lab.layout import Layout
from lab.matrix.tidy import clean_runs

PROGRAM = """#!/bin/sh
echo "left behind: $7 on the hosts of $3, by $OS_CLIENT_CONFIG_FILE"
case $7 in */dirty) exit 6 ;; esac
"""


def test_each_run_that_made_something_is_cleaned_and_what_is_left_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "conformance"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    for run in ("clean", "dirty", "nothing"):
        (tmp_path / "runs" / run).mkdir(parents=True)
    for run in ("clean", "dirty"):
        (tmp_path / "runs" / run / "ledger.jsonl").touch()
    (tmp_path / "runs" / "latest").symlink_to("dirty")
    said: list[str] = []
    clean_runs(Layout(tmp_path), tmp_path / "runs", said.append)
    assert said == [f"left behind: {tmp_path}/runs/dirty on the hosts of {tmp_path}/access/inventory.ini, by {tmp_path}/access/clouds.yaml"]
