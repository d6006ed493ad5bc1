"""Command lines for hosts: whatever an argument holds, a shell takes it as one word."""

import subprocess

import pytest

from conformance.transport.command import Command, assigned, joined, part_of_package, quoted, words

HOSTILE = ["x;id", "$(id)", "`id`", "a b", "'", "\n", "*", "", "-o", '"', "\\"]


def shell(command: Command) -> str:
    return subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("argument", HOSTILE)
def test_an_argument_is_one_word_whatever_it_holds(argument: str) -> None:
    assert shell(quoted('printf "<%%s>" %s end', argument)) == f"<{argument}><end>"
    assert shell(words("printf", "<%s>", argument, "end")) == f"<{argument}><end>"
    assert shell(joined("; ", [assigned("value", argument), quoted('printf "<%s>" "$value"')])) == f"<{argument}>"


def test_a_command_is_quoted_as_a_whole_when_it_is_an_argument() -> None:
    assert shell(quoted("sh -c %s", quoted("printf %s", "a;b"))) == "a;b"


def test_a_name_that_is_no_name_of_a_variable_is_refused() -> None:
    with pytest.raises(ValueError, match="variable"):
        assigned("x;id", "1")


def test_only_files_of_the_package_become_commands() -> None:
    with pytest.raises(ValueError, match="is not in"):
        part_of_package("../pyproject.toml")
