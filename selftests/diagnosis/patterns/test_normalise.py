"""Whatever a text went through, its words come out."""

import json

import pytest

from conformance.diagnosis.patterns.normalise import undone

SAID = "Timeout waiting for [('network-vif-plugged', 'a1b2')]: \"no\" <reply> & more"


def docker(text: str) -> str:
    return json.dumps({"log": text + "\n", "stream": "stderr", "time": "2026-11-21T10:00:00Z"})


@pytest.mark.parametrize(
    "wrapped",
    [
        SAID,
        docker(SAID),
        docker(docker(SAID)),
        json.dumps(json.dumps(json.dumps(SAID))),
        SAID.replace("'", "\\u0027").replace('"', "\\u0022").replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
        SAID.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;").replace("<", "&lt;").replace(">", "&gt;"),
        SAID.replace("'", "\u2019").replace(' "', " \u201c").replace('" ', "\u201d "),
        SAID.replace("('", "(u'").replace(" 'a", " u'a"),
        SAID.replace("Timeout", "\x1b[31;1mTimeout\x1b[0m"),
        SAID.replace("Timeout", "#033[00;31mTimeout#033[00m"),
        SAID.replace("Timeout", "^[[01;31mTimeout^[[00m"),
        SAID.replace("Timeout", "Time\x00out"),
        "Nov 21 10:00:00 compute-02 nova-compute[123]: " + SAID + "\r\n",
        "[pod/nova-compute-x7/nova-compute] " + SAID,
    ],
)
def test_the_words_come_out(wrapped: str) -> None:
    assert SAID in undone(wrapped.encode()).decode()


def test_escaped_line_ends_end_lines() -> None:
    assert undone(rb"one\ntwo\\nthree\r\nfour").split(b"\n") == [b"one", b"two", b"three", b"four"]


def test_what_rsyslog_puts_for_line_ends_ends_lines() -> None:
    assert undone(b"Instance failed to spawn#012Traceback:#012#011error").split(b"\n") == [
        b"Instance failed to spawn",
        b"Traceback:",
        b" error",
    ]


def test_a_remote_exception_is_the_exception() -> None:
    assert undone(b"nova.exception_Remote.NoValidHost_Remote: No") == b"nova.exception.NoValidHost: No"


def test_few_escapes_in_a_long_text_are_undone_too() -> None:
    filler = b"2026-11-21 10:00:00 INFO nothing of note here\n" * 1000
    assert b'said "no"\n' in undone(filler + b'said \\"no\\"\n' + filler)
    assert b"[('a')]\n" in undone(filler + b"[(u'a')]\n" + filler)


@pytest.mark.parametrize(
    "text", [b"", b"\\", b"\\" * 1_000_001, b"&" * 1_000_000, b"\x1b[" * 500_000, b"\xff\xfe\x00" * 300_000, b"u'" * 500_000]
)
def test_hostile_texts_come_to_an_end(text: bytes) -> None:
    assert len(undone(text)) <= len(text)


def test_what_mail_does_to_long_lines_is_undone() -> None:
    assert (
        undone(b"monitor: -device vfio-pci,=\nhost=3D0000:29:00.0: it =\nfailed")
        == b"monitor: -device vfio-pci,host=0000:29:00.0: it failed"
    )


def test_a_line_that_only_ends_with_a_sign_stays_as_it_is() -> None:
    assert undone(b"token=abc=\nurl=http://a/?b=c") == b"token=abc=\nurl=http://a/?b=c"


def test_what_forums_write_around_words_is_taken_off() -> None:
    assert undone(b"[COLOR=#202124][FONT=Roboto]it failed[/FONT][/COLOR] [instance: 7c9e]") == b"it failed [instance: 7c9e]"
