"""Files that somebody else may have written are read in bounded time and memory, whatever they are."""

import io
import os
import socket
from pathlib import Path

import pytest

from conformance.input.files import (
    TooLarge,
    UnreadableFile,
    bounded_lines,
    exists,
    is_directory,
    is_file,
    open_regular,
    read_bytes,
    read_json,
    read_lines,
    read_text,
    size_in_words,
)


def why(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(path, 100)
    assert str(caught.value) == f"{path}: {caught.value.why}"
    return caught.value.why


def test_a_regular_file_is_read_and_what_is_not_utf8_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"a\xffb\n")
    assert read_text(tmp_path / "f", 100) == "a\ufffdb\n"


def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    assert why(tmp_path / "f") == "this is a named pipe, not a file"


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has a limit
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("f")
        assert why(tmp_path / "f") == "this is a socket, not a file"


def test_a_device_is_refused() -> None:
    assert why(Path("/dev/zero")) == "this is a device, not a file"


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert why(tmp_path) == "this is a directory, not a file"


def test_a_missing_file_and_an_impossible_name_are_told(tmp_path: Path) -> None:
    assert why(tmp_path / "nowhere") == "there is no such file"
    assert why(Path("a\0b")) == "its name has a NUL byte"
    assert why(Path("a" * 5000)) == "cannot be read (File name too long)"


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "nowhere", "loop"])
def test_what_cannot_be_a_file_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert not is_file(tmp_path / name)
    assert not is_directory(tmp_path / name)
    assert not exists(tmp_path / name)


def test_a_link_is_followed_only_where_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    (tmp_path / "link").symlink_to("f")
    assert read_bytes(tmp_path / "link", 1) == b"x"
    with pytest.raises(UnreadableFile):
        open_regular(tmp_path / "link", follow=False)


def test_no_more_is_read_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 1025)
    assert len(read_bytes(tmp_path / "f", 1025)) == 1025
    with pytest.raises(TooLarge, match=r"f: it has more than 1 KiB, which is the limit$"):
        read_bytes(tmp_path / "f", 1024)


def test_a_sparse_file_takes_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(TooLarge):
        read_json(tmp_path / "f", 1000)


@pytest.mark.parametrize("text", ["", "{", "[" * 200_000, "9" * 5000])
def test_what_is_no_json_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "f").write_text(text)
    with pytest.raises(UnreadableFile, match=r"f: it is not JSON: "):
        read_json(tmp_path / "f", 1 << 20)


def test_lines_that_are_too_long_and_what_is_beyond_the_limit_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"one\n" + b"x" * 50 + b"\ntwo \xe2\x80\xa8 \xff\n" + b"three\n")
    assert list(read_lines(tmp_path / "f", 1000, 20)) == ["one", "two \u2028 \ufffd", "three"]
    assert list(read_lines(tmp_path / "f", 30, 20)) == ["one"]


def test_a_line_that_is_too_long_counts_once() -> None:
    assert list(bounded_lines(io.BytesIO(b"x" * 25 + b"\nab\n" + b"y" * 25), 10)) == [None, b"ab\n", None]
    assert list(bounded_lines(io.BytesIO(b"123456789\n1234567890\n"), 10)) == [b"123456789\n", None]


def test_sizes_are_told_in_words() -> None:
    assert [size_in_words(size) for size in (900, 1 << 10, 3 << 20, 1 << 30)] == ["900 bytes", "1 KiB", "3 MiB", "1 GiB"]
