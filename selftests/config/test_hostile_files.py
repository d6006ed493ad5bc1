"""Profiles and inventories of somebody else, however they are made: one line with file and place, in bounded time and memory."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conformance.config import profile
from conformance.config.profile import load_profile
from conformance.input import yaml_file
from conformance.input.yaml_limits import YamlLimits, check_limits
from conformance.inventory import groups
from conformance.inventory.groups import Groups
from conformance.inventory.ini import read_ini
from conformance.inventory.inventory import read_inventory
from conformance.model.errors import UsageProblem


def said(path: Path, text: str | bytes) -> str:
    """What is said of a file, after its kind and path: a profile by its name, or else an inventory."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    read: Callable[[], object] = (lambda: load_profile(str(path))) if path.name.startswith("site") else (lambda: read_inventory(path))
    with pytest.raises(UsageProblem) as caught:
        read()
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 1000
    kind = "profile" if path.name.startswith("site") else "inventory"
    assert message.startswith(f"{kind} {path}")
    return message.removeprefix(f"{kind} {path}")


def bomb(width: int = 10, depth: int = 10) -> str:
    """A few hundred bytes that stand for width ** depth values."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, depth)]
    return "\n".join(lines) + "\n"


VALUES = "keys and values, which is the limit (aliases count as written out)"

YAML = {
    # templates that were not rendered
    "guest: {image: {{ image }}}\n": ":1: a key must be text, not a mapping",
    "all: {hosts: {c1: {ansible_host: {{ address }}}}}\n": ":1: a key must be text, not a mapping",
    "{[a]: b}": ":1: a key must be text, not a list",
    "guest: &g {image: *g}\n": ":1: *g stands within what &g names",
    "? [a]\n: b\n": ":1: a key must be text, not a list",
    "x: 1\n? {a: b}\n: c\n": ":2: a key must be text, not a mapping",
    "2026-01-01: x\n": ":1: a key must be text, not a date",
    "x: 2026-13-45\n": ":1: this is no timestamp: '2026-13-45'",
    "x: 0x_\n": ":1: this is no int: '0x_'",
    f"x: {'9' * 5000}\n": f":1: this is no int: '{'9' * 60}...'",
    "x: !!binary '\u00e9'\n": ":1: failed to convert base64 data into ascii: 'ascii' codec can't encode character '\\xe9' in position 0: "
    "ordinal not in range(128)",
    "x: !!int text\n": ":1: this is no int: 'text'",
    "x: &a [*a]\n": ":1: *a stands within what &a names",
    "[" * 200_000: ":1: lists and mappings are nested more than 100 deep, which is the limit",
    "\n".join(" " * n + "a:" for n in range(200)): ":101: lists and mappings are nested more than 100 deep, which is the limit",
    f"{'k' * 900}: 1\n{'k' * 900}: 2\n": f":2: key '{'k' * 60}' is given twice, first on line 1",
    "a: \0": ": this is not a text file (it has a NUL byte)",
}


@pytest.mark.parametrize("text", YAML, ids=[text[:20] for text in YAML])
@pytest.mark.parametrize("name", ["site.yaml", "hosts.yaml"])
def test_yaml_that_cannot_be_is_told(tmp_path: Path, name: str, text: str) -> None:
    assert said(tmp_path / name, text) == YAML[text]


def test_aliases_count_as_what_they_stand_for(tmp_path: Path) -> None:
    assert said(tmp_path / "site.yaml", bomb()).endswith(f": there are more than 20,000 {VALUES}")
    assert said(tmp_path / "hosts.yaml", bomb()).endswith(f": there are more than 1,000,000 {VALUES}")
    merging = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 9))
    assert said(tmp_path / "site.yaml", merging).endswith(f": there are more than 20,000 {VALUES}")


def test_a_long_text_counts_as_often_as_it_stands_somewhere(tmp_path: Path) -> None:
    text = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 100)}]\n"
    assert (
        said(tmp_path / "site.yaml", text)
        == ":2: there are more than 1,048,576 characters, which is the limit (aliases count as written out)"
    )


def test_aliases_that_stand_for_little_are_taken() -> None:
    check_limits("a: &a {x: 1}\nb: [*a, *a]\nc: &a text\nd: *a\n", YamlLimits(values=17))
    with pytest.raises(Exception, match="more than 16 keys and values"):
        check_limits("a: &a {x: 1}\nb: [*a, *a]\nc: &a text\nd: *a\n", YamlLimits(values=16))


def test_files_are_read_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(tmp_path / "site.yaml", "#" * (1 << 20) + "\n") == ": it has more than 1 MiB, which is the limit"
    monkeypatch.setattr(yaml_file, "LIMITS", YamlLimits(size=1 << 10))
    with (tmp_path / "sparse.ini").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UsageProblem, match=r"sparse\.ini: it has more than 16 MiB, which is the limit$"):
        read_inventory(tmp_path / "sparse.ini")


@pytest.mark.parametrize("name", ["hosts.ini", "hosts.yaml"])
def test_an_inventory_that_is_no_file_is_told_without_waiting(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(UsageProblem, match=r"this is a named pipe, not a file$"):
        read_inventory(tmp_path / name)


@pytest.mark.parametrize("path", ["/" + "a" * 5000 + ".yaml", "./a\0b.yaml", "./loop.yaml", "./pipe.yaml"])
def test_a_profile_that_cannot_be_a_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop.yaml").symlink_to("loop.yaml")
    os.mkfifo("pipe.yaml")
    with pytest.raises(UsageProblem, match=r"^there is no profile file "):
        load_profile(path)


def test_what_a_profile_extends_may_be_no_path_at_all(tmp_path: Path) -> None:
    for name, what in (("a\\0b", "profile"), ("a\\0b.yaml", "profile file")):
        assert said(tmp_path / "site.yaml", f'extends: "{name}"\n').startswith(f": extends: there is no {what} ")


def test_what_may_not_be_looked_at_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory that may not be entered: /root/.ssh for somebody else's run, or where profiles or inventories are."""
    (tmp_path / "hosts.ini").write_text("[compute]\nc1 ansible_ssh_private_key_file=/root/.ssh/id_rsa\n")

    def deny(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", deny)
    monkeypatch.setattr(Path, "is_dir", deny)
    with pytest.raises(UsageProblem, match=r"host c1: there is no key file /root/\.ssh/id_rsa\. Put it there, or remove the variable"):
        read_inventory(tmp_path / "hosts.ini")
    with pytest.raises(UsageProblem, match=r"^there is no profile file "):
        load_profile(str(tmp_path / "site.yaml"))


def test_a_long_chain_of_profiles_is_told(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"p{number}.yaml").write_text(f"extends: ./p{number + 1}.yaml\n")
    with pytest.raises(UsageProblem, match=r"more than 20 profiles extend each other, which is the limit$"):
        load_profile(str(tmp_path / "p0.yaml"))


KEY = ". Put it there, or remove the variable, so that ssh uses the agent's keys and its own"

INI = {
    "c[1:1000000]\n": ":1: c[1:1000000] stands for 1,000,000 hosts; 100,000 is the limit",
    "c" + "[a:z]" * 1000 + "\n": ":1: c" + "[a:z]" * 19 + "[a:z... stands for " + f"{26**1000:,}"[:100] + "... hosts; 100,000 is the limit",
    f"c[1:{'9' * 5000}]\n": f":1: [1:{'9' * 97}... must be a range of numbers or letters, from the lower to the higher",
    "a ansible_port=²\n": ": host a: ansible_port must be a number from 1 to 65535, not '²'",
    f"a ansible_port={'1' * 5000}\n": ": host a: ansible_port is longer than 4096 characters, which is the limit",
    "a ansible_host=\x01b\n": ": host a: ansible_host is '\\x01b', with a control character",
    f"{'a' * 300}\n": f": '{'a' * 60}' (line 1) cannot be the name of a host: at most 253 printable characters",
    f"{'a' * 10_000}\n": ":1: the line is longer than 8192 characters, which is the limit",
    f"a ansible_ssh_private_key_file={'k' * 4000}\n": f": host a: there is no key file {'k' * 100}...{KEY}",
    "a ansible_ssh_private_key_file=~no-such-user/key\n": f": host a: there is no key file ~no-such-user/key{KEY}",
    "[" + "x" * 9000 + "\n": f":1: '[{'x' * 99}...' must be [GROUP], [GROUP:children] or [GROUP:vars]",
    "[compute]\na\n"
    + "".join(f"[g{n}:children]\ng{n + 1}\n" for n in range(3000))
    + "[g3000]\n": ": group g50 is more than 50 groups deep in others, which is the limit",
    "[compute]\na\n[x:children]\ny\n[y:children]\nx\n": ": group x is a child of itself (x, y)",
    "[compute]\na\n[x:children]\nx\n": ": group x is a child of itself (x)",
    "[compute]\na\n[b:children]\nnowhere\n": ": group b has a child nowhere, but there is no group nowhere",
}


@pytest.mark.parametrize("text", INI, ids=[text[:20] for text in INI])
def test_an_inventory_beyond_a_limit_is_told(tmp_path: Path, text: str) -> None:
    assert said(tmp_path / "hosts.ini", text) == INI[text]


def test_ways_to_a_group_do_not_multiply() -> None:
    """40 layers of two groups, each in both above it: 2 ** 40 ways from the first to the last."""
    text = "".join(f"[{side}{n}:children]\na{n + 1}\nb{n + 1}\n" for n in range(40) for side in "ab") + "[a40]\nh\n[b40]\n[a0:vars]\nx=1\n"
    groups = read_ini(text, "inventory")
    assert groups.hosts_in("a0") == ["h"]
    assert groups.variables_of("h", ["x", "y"]) == {"x": "1"}


def test_what_is_asked_of_groups_does_not_grow_with_the_number_of_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each group once a host took two minutes for ten thousand hosts in five hundred groups."""
    asked: list[str] = []
    hosts_in = Groups.hosts_in

    def asking(groups: Groups, name: str) -> list[str]:
        asked.append(name)
        return hosts_in(groups, name)

    monkeypatch.setattr(Groups, "hosts_in", asking)
    path = tmp_path / "hosts.ini"
    path.write_text("".join(f"[g{n:02}]\nh[1:200]\n[g{n:02}:vars]\nansible_user=u{n:02}\n" for n in range(20)))
    assert {host.user for host in read_inventory(path).hosts.values()} == {"u19"}
    assert len(asked) <= 2


@pytest.mark.parametrize(
    ("name", "said_of_it"),
    [
        ("MOST_HOSTS", "there are more than 3 hosts, which is the limit"),
        ("MOST_GROUPS", "there are more than 3 groups, which is the limit"),
        ("MOST_MENTIONS", "hosts in groups, and variables beside hosts, are more than 3 together, which is the limit"),
    ],
)
def test_hosts_groups_and_what_is_said_of_them_have_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said_of_it: str
) -> None:
    monkeypatch.setattr(groups, name, 3)
    assert said(tmp_path / "hosts.ini", "[a]\nh1\nh2\n[b]\nh3\n[c]\n[d]\nh4\n") == f": {said_of_it}"


def test_the_innermost_group_counts_most_and_the_host_itself_more() -> None:
    text = (
        "[compute]\nh1\nh2 v=own\n[outer:children]\ncompute\n[all:vars]\nv=all\nw=all\nx=all\n"
        "[outer:vars]\nv=outer\nw=outer\n[compute:vars]\nv=inner\n[other:vars]\nx=other\n[other]\nh3\n"
    )
    groups = read_ini(text, "inventory")
    found = {host: groups.variables_of(host, ["v", "w", "x", "y"]) for host in ("h1", "h2", "h3")}
    assert found == {
        "h1": {"v": "inner", "w": "outer", "x": "all"},
        "h2": {"v": "own", "w": "outer", "x": "all"},
        "h3": {"v": "all", "w": "all", "x": "other"},
    }


def test_a_profile_may_have_as_many_mistakes_as_it_likes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[Path] = []

    def composing(path: Path, what: str, limits: YamlLimits) -> yaml.Node | None:
        composed.append(path)
        return yaml_file.tree_of(path, what, limits)

    monkeypatch.setattr(profile, "tree_of", composing)
    (tmp_path / "site.yaml").write_text("timeouts: {" + ", ".join(f"k{n}: 1" for n in range(5000)) + "}\n")
    with pytest.raises(UsageProblem, match=r"; and 4980 more$") as caught:
        load_profile(str(tmp_path / "site.yaml"))
    assert str(caught.value).count(" unknown key") == 20
    assert composed == [tmp_path / "site.yaml"]
