"""Texts for people."""

from conformance.report.terminal.words import log_line, one_line

IDS = "35e821c9b3524ff4b0684675559951c3 6219b641a8e845c1b33b2494e6643bb9"
REQUEST = "req-9db7c7fd-e062-47ba-8e03-892e6c4cb277"
LED_TO_BY = "req-0c752a6b-95d2-46a4-950d-dfc39fcae783"
ERROR = "Error writing to /var/lib/nova/instances/_base/3dcac2945794.part: [Errno 28] No space left on device"


def test_a_text_is_on_one_line_and_its_end_is_cut_off() -> None:
    assert one_line("a \n b  c") == "a b c"
    assert one_line("abcdef", 4) == "abc…"


def test_a_log_line_keeps_its_request_and_loses_whose_it_was() -> None:
    head = "2026-11-21 21:03:31.886 66 ERROR nova.image.glance"
    for context in (f"[{REQUEST} {LED_TO_BY} {IDS} - - default default]", f"[None {REQUEST} {IDS} - - default default]"):
        assert log_line(f"{head} {context} {ERROR}") == f"{head} [{REQUEST}] {ERROR}"


def test_brackets_of_others_stay() -> None:
    assert log_line("[instance: b90c27b8] [Errno 28] x") == "[instance: b90c27b8] [Errno 28] x"


def test_a_long_log_line_keeps_how_it_begins_and_how_it_ends() -> None:
    line = log_line("ERROR nova.compute.manager " + "x" * 500 + f" {ERROR}")
    assert line.startswith("ERROR nova.compute.manager xxx")
    assert line.endswith(f" {ERROR}")
    assert len(line) <= 240
