import pytest

from conformance.probe.oslo_config import NotReadable, Option, as_bool, as_int, as_list, parse, resolved

# what oslo.config 10.4 reads of such files
READ: dict[str, tuple[list[str], dict[Option, str]]] = {
    "equals or colon": (["[a]\nx=1\ny : 2\nz = a:b=c\n"], {("a", "x"): "1", ("a", "y"): "2", ("a", "z"): "a:b=c"}),
    "one pair of quotes goes": (['[a]\nx = "7"\ny = \'"7"\'\n'], {("a", "x"): "7", ("a", "y"): '"7"'}),
    "comments end at their line": (["[a]\n# x=1\n;y=2\nz = 3 # three\n"], {("a", "z"): "3 # three"}),
    "indented lines continue": (["[a]\nx = 1,\n  2,\n\t# 3\ny=4\n"], {("a", "x"): "1,\n2,\n# 3", ("a", "y"): "4"}),
    "a blank line ends a value": (["[a]\nx = 1\n\ny = 2\n"], {("a", "x"): "1", ("a", "y"): "2"}),
    "the last of a section wins": (["[a]\nx=1\n[b]\nx=2\n[a]\nx=3\n"], {("a", "x"): "3", ("b", "x"): "2"}),
    "the last file wins": (["[a]\nx=1\ny=1\n", "[a]\nx=2\n"], {("a", "x"): "2", ("a", "y"): "1"}),
    "case of sections is ignored": (["[LibVirt]\nx=1\n"], {("libvirt", "x"): "1"}),
    "but not of DEFAULT": (["[default]\nx=1\n[DEFAULT]\nx=2\n"], {("default", "x"): "1", ("DEFAULT", "x"): "2"}),
    "nor of names": (["[a]\nX=1\n"], {("a", "X"): "1"}),
    "no value is an empty one": (["[a]\nx=\n"], {("a", "x"): ""}),
    "an old name counts": (["[a]\nold=1\n"], {("a", "new"): "1"}),
    "the name wins over the old one": (["[a]\nnew=2\nold=1\n"], {("a", "new"): "2"}),
    "but not over one of a later file": (["[a]\nnew=2\n", "[a]\nold=1\n"], {("a", "new"): "1"}),
}


@pytest.mark.parametrize("case", READ)
def test_files_are_read_as_oslo_config_reads_them(case: str) -> None:
    texts, options = READ[case]
    assert parse([("f", text) for text in texts], lambda _: True, {("a", "old"): ("a", "new")}) == options


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x=1\n", "f:1: the line stands before any [SECTION]"),
        ("[a] # b\n", "f:1: the line must be [SECTION]"),
        ("[]\n", "f:1: the line must be [SECTION]"),
        ("[a]\npassword\n", "f:2: the line must be NAME = VALUE"),
        ("[a]\n= secret\n", "f:2: the line has no name before the `=`"),
        ("[a]\n\n  secret\n", "f:3: the line is indented, but there is no value that it continues"),
        ("[a]\nx=1\n# y\n  secret\n", "f:4: the line is indented, but there is no value that it continues"),
    ],
)
def test_what_oslo_config_refuses_is_told_without_the_line_itself(text: str, said: str) -> None:
    with pytest.raises(NotReadable) as caught:
        parse([("f", text)], lambda _: True, {})
    assert str(caught.value) == said


def test_only_what_is_wanted_is_kept() -> None:
    text = "[a]\npassword = secret\n  and more\nx = 1\n  2\n"
    assert parse([("f", text)], lambda option: option == ("a", "x"), {}) == {("a", "x"): "1\n2"}


@pytest.mark.parametrize(("text", "value"), [("True", True), ("on", True), ("1", True), ("YES", True), (" false", False), ("0", False)])
def test_booleans(text: str, value: bool) -> None:
    assert as_bool(text) is value


@pytest.mark.parametrize("text", ["T", "", "2", "enabled"])
def test_what_is_no_boolean(text: str) -> None:
    with pytest.raises(NotReadable, match="is neither true nor false"):
        as_bool(text)


def test_numbers() -> None:
    assert as_int(" 300 ") == 300
    with pytest.raises(NotReadable, match=r"^'5.0' is not a whole number$"):
        as_int("5.0")


@pytest.mark.parametrize(("text", "values"), [("", ()), (" a , b,", ("a", "b")), ('"b"', ('"b"',)), ("a,\nb", ("a", "b"))])
def test_lists(text: str, values: tuple[str, ...]) -> None:
    assert as_list(text) == values


def test_options_stand_for_each_other() -> None:
    options = {("DEFAULT", "state_path"): "/srv/nova", ("x", "other"): "/x"}
    assert resolved("${state_path}/instances", options) == "/srv/nova/instances"
    assert resolved("/plain", options) == "/plain"
    assert resolved("/a$$b", options) == "/a$b"
    assert resolved("$other/instances", options) is None
    assert resolved("100%$", options) is None
