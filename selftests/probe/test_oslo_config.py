import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from oslo_config import cfg, types

from conformance.probe.oslo_config import NotReadable, Option, as_bool, as_int, as_list, parse, resolved

# what the library reads of such files
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
    "lines end as in any text": (["[a]\r\nx=1\r\ny=2\rz=3\n"], {("a", "x"): "1", ("a", "y"): "2", ("a", "z"): "3"}),
    "and at no other character": (["[a]\nx=1\x0b2\x0c3\x1c4\x855\u20286\n"], {("a", "x"): "1\x0b2\x0c3\x1c4\x855\u20286"}),
    "one quote is no pair": (["[a]\nx='\ny='a\"\n"], {("a", "x"): "", ("a", "y"): "'a\""}),
}


def library(directory: Path, texts: list[str], options: list[Option], kind: Callable[..., cfg.Opt] = cfg.StrOpt) -> cfg.ConfigOpts:
    """What a service has that knows these options and reads these files. :raises cfg.Error: it would not start"""
    read = cfg.ConfigOpts()
    for section, name in options:
        old = {"deprecated_name": "old"} if name == "new" else {}
        read.register_opt(kind(name, **old), None if section == "DEFAULT" else section)
    arguments: list[str] = []
    for number, text in enumerate(texts):
        (directory / f"{number}.conf").write_text(text, newline="")
        arguments += ["--config-file", str(directory / f"{number}.conf")]
    read(arguments, project="any")
    return read


def value_in(read: cfg.ConfigOpts, option: Option) -> object:
    section, name = option
    return getattr(read if section == "DEFAULT" else read[section], name)


@pytest.mark.parametrize("case", READ)
def test_files_are_read_as_oslo_config_reads_them(case: str) -> None:
    texts, options = READ[case]
    assert parse([("f", text) for text in texts], lambda _: True, {("a", "old"): ("a", "new")}) == options


@pytest.mark.parametrize("case", READ)
def test_the_library_reads_these_files_so(case: str, tmp_path: Path) -> None:
    texts, options = READ[case]
    read = library(tmp_path, texts, list(options))
    assert {option: value_in(read, option) for option in options} == options


REFUSED = [
    ("x=1\n", "f:1: the line stands before any [SECTION]"),
    ("[a] # b\n", "f:1: the line must be [SECTION]"),
    ("[]\n", "f:1: the line must be [SECTION]"),
    ("[a]\npassword\n", "f:2: the line must be NAME = VALUE"),
    ("[a]\n= secret\n", "f:2: the line has no name before the `=`"),
    ("[a]\n\n  secret\n", "f:3: the line is indented, but there is no value that it continues"),
    ("[a]\nx=1\n# y\n  secret\n", "f:4: the line is indented, but there is no value that it continues"),
    ("# x\n\nx=1\n  2\n\n\n[a]\n", "f:3: the line stands before any [SECTION]"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_oslo_config_refuses_is_told_without_the_line_itself(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(cfg.ConfigFileParseError):
        library(tmp_path, [text], [])
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


@pytest.mark.parametrize("text", ["a", " a , b,", "a,,b", "", " ", ",", '"b",c', "a\n,b"])
def test_lists_are_those_of_the_library(text: str) -> None:
    assert list(as_list(text)) == types.List()(text)


@pytest.mark.parametrize("text", ["true", "ON", "yes", "1", "False", "off", "no", "0", "2", "t", "", "null"])
def test_booleans_are_those_of_the_library(text: str) -> None:
    assert _or_refused(as_bool, text) == _or_refused(types.Boolean(), text)


@pytest.mark.parametrize("text", ["1", "-1", " 7 ", "1_000", "0x10", "1.0", "1e3", "x", "٣"])
def test_numbers_are_those_of_the_library(text: str) -> None:
    assert _or_refused(as_int, text) == _or_refused(types.Integer(), text)


def _or_refused(convert: Callable[[str], object], text: str) -> object:
    try:
        return convert(text)
    except ValueError:
        return "refused"


def test_options_stand_for_each_other() -> None:
    options = {("DEFAULT", "state_path"): "/srv/nova", ("x", "other"): "/x"}
    assert resolved("${state_path}/instances", options) == "/srv/nova/instances"
    assert resolved("/plain", options) == "/plain"
    assert resolved("/a$$b", options) == "/a$b"
    assert resolved("$other/instances", options) is None
    assert resolved("100%$", options) == "100%$"


# a value of [DEFAULT] x, and what it stands for: for None, nothing that the options say
SUBSTITUTED: dict[str, str | None] = {
    "$my_ip": "192.0.2.7",
    "tcp://${my_ip}:1": "tcp://192.0.2.7:1",
    "$$my_ip": "$my_ip",
    r"\$my_ip": "$my_ip",
    r"\$$my_ip $\$ $$$my_ip": "$192.0.2.7 $$ $192.0.2.7",
    "$state_path/instances": "/srv/192.0.2.7/instances",
    "$vnc.server": "vnc-own",
    "${vnc.server}:1": "vnc-own:1",
    "$lines": "a\nb",
    "100%$ ${ $1 $-": "100%$ ${ $1 $-",
    "$My_ip": None,
    "$nowhere": None,
    "$vnc.nowhere": None,
    "$my_ip.example": None,
    "$x": None,
    "$loop": None,
}
FILE = (
    "[DEFAULT]\nmy_ip = 192.0.2.7\nstate_path = /srv/$my_ip\nlines = a\n  b\nown = default\n{loop}x = {value}\n"
    "[vnc]\nserver = vnc-$own\nown = own\n"
)
KNOWN: list[Option] = [("DEFAULT", name) for name in ("my_ip", "state_path", "lines", "own", "loop", "x")] + [
    ("vnc", "server"),
    ("vnc", "own"),
]


@pytest.mark.parametrize("value", SUBSTITUTED)
def test_names_are_replaced_as_the_library_replaces_them(value: str, tmp_path: Path) -> None:
    options = parse([("f", FILE.format(loop="", value=""))], lambda _: True, {}) | {("DEFAULT", "x"): value, ("DEFAULT", "loop"): "$loop"}
    assert resolved(value, options) == SUBSTITUTED[value]
    read = library(tmp_path, [FILE.format(loop="loop = $loop\n", value=value)], KNOWN)
    if SUBSTITUTED[value] is None:
        # it has no other words for it
        with pytest.raises(cfg.NoSuchOptError):
            _ = read.x
    else:
        assert read.x == SUBSTITUTED[value]


def test_a_name_is_looked_for_in_the_section_of_its_option_first() -> None:
    options = parse([("f", FILE.format(loop="", value=""))], lambda _: True, {})
    assert resolved("$own $my_ip", options, "vnc") == "own 192.0.2.7"
    assert resolved("$own", options) == "default"


LIMITS = {
    "[DEFAULT]\na = $a\n": "'[DEFAULT] a' stands for itself",
    "[DEFAULT]\na = $b\nb = x${c}\nc = $a\n": "'[DEFAULT] a' stands for itself",
    "[x]\na = $DEFAULT.a\n[DEFAULT]\na = $x.a\n": "'[x] a' stands for itself",
    "[DEFAULT]\n"
    + "".join(f"a{n} = $a{n + 1}\n" for n in range(3000)): "'[DEFAULT] a50' is the last of more than 50 options that stand for each "
    "other, which is the limit",
    "[DEFAULT]\n"
    + "".join(f"a{n} = $a{n + 1}$a{n + 1}\n" for n in range(40))
    + "a40 = x\n": "'[DEFAULT] a22' takes the place of names in more than 1,048,576 characters, which is the limit",
    "[DEFAULT]\ne =\na = "
    + "$e" * 1_500_000: "'[DEFAULT] e' takes the place of names in more than 1,048,576 characters, which is the limit",
    "[DEFAULT]\nb = "
    + "x" * 30_000
    + "\n"
    + "".join(f"a{n} = $b\n" for n in range(100_000)): "'[DEFAULT] b' takes the place of names in more "
    "than 1,048,576 characters, which is the limit",
    f"[DEFAULT]\n{'n' * 300} = ${'n' * 300}\n": f"'[DEFAULT] {'n' * 90}'... stands for itself",
}


@pytest.mark.parametrize("text", LIMITS, ids=range(len(LIMITS)))
def test_options_that_stand_for_each_other_without_end_are_told(text: str) -> None:
    began = time.monotonic()
    with pytest.raises(NotReadable) as caught:
        parse([("f", text)], lambda _: True, {})
    assert str(caught.value) == LIMITS[text]
    assert time.monotonic() - began < 60


def test_they_take_no_more_memory_than_the_limit_allows() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NotReadable):
            parse([("f", "[DEFAULT]\nb = " + "x" * 30_000 + "\n" + "".join(f"a{n} = $b\n" for n in range(1000)))], lambda _: True, {})
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


# 4 MiB of each, which is what is read of a host's files; made where they are used, as every worker imports this
HOSTILE: dict[str, Callable[[], str]] = {
    "lines without end": lambda: "[a]\nx = 1\n" + " 2\n" * (1 << 20),
    "options": lambda: "[a]\n" + "".join(f"{n} =\n" for n in range(1 << 18)),
    "one option again": lambda: "[a]\n" + "x=\n" * (1 << 20),
    "sections": lambda: "".join(f"[{n}]\n" for n in range(1 << 18)),
    "empty lines": lambda: "\n" * (1 << 22),
    "dollars": lambda: "[a]\nx = " + "$" * (1 << 22),
    "braces": lambda: "[a]\nx = " + "${a" * (1 << 20),
    "backslashes": lambda: "[a]\nx = " + "\\" * (1 << 22),
    "odd characters": lambda: "[a]\n" + "\x0b\x85\u2028\ufeff\0=\0\n" * (1 << 18),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_takes_bounded_time(case: str) -> None:
    text = HOSTILE[case]()
    began = time.monotonic()
    options = parse([("f", text)], lambda _: True, {})
    assert time.monotonic() - began < 60
    assert options.get(("a", "x"), "").count("\n") in {0, 1 << 20}
