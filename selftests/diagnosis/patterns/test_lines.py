"""Lines that were wrapped are put together, and long ones are cut without losing anything."""

from conformance.diagnosis.patterns.lines import joined, pieces


def test_a_sentence_that_was_wrapped_is_put_together() -> None:
    text = b"nova.exception.NoValidHost: No valid host was found. There are not enough\nhosts available for this request."
    assert b"not enough hosts available" in joined(text)


def test_a_word_that_was_cut_is_put_together() -> None:
    assert b"Permission denied" in joined(b"qemu-system-x86_64: -accel kvm: failed to initialize kvm: Permissi\non denied")


def test_the_cells_of_a_table_are_put_together() -> None:
    table = b"| fault | {'code': 500, 'message': 'No valid host was found. There are not |\n|       | enough hosts available.'} |"
    assert b"There are not enough hosts" in joined(table)


def test_lines_that_begin_a_record_are_not_joined_to_others() -> None:
    text = (
        b"2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [-] something that is long enough\n"
        b"2026-11-21 10:00:01.000 7 INFO nova.compute.manager [-] something else\n"
        b'  File "/usr/lib/python3/nova/x.py", line 1, in y\n'
        b"nova.exception.NovaException: no"
    )
    assert joined(text) == b""


def test_short_lines_were_not_wrapped() -> None:
    assert joined(b"status: ERROR\nno host\n") == b""


def test_blocks_end_where_lines_do() -> None:
    text = b"aaaa\nbbbb\ncccc"
    assert [text[start:end] for start, end in pieces(text, 7, 2)] == [b"aaaa", b"bbbb", b"cccc"]


def test_a_long_line_is_cut_with_an_overlap() -> None:
    text = b"0123456789"
    assert [text[start:end] for start, end in pieces(text, 6, 2)] == [b"012345", b"456789"]
