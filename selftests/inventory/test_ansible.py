"""Inventories that Ansible itself reads: nothing here stands in for it but where its own errors are made up."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.inventory import ansible
from conformance.inventory.ansible import VARIABLE, find_ansible
from conformance.inventory.inventory import read_inventory
from conformance.inventory.reached import Inventory, InventoryHost
from conformance.model.errors import UsageProblem
from selftests.inventory.multinode import MULTINODE
from selftests.inventory.test_inventory import HOSTS, INI, YAML


@pytest.fixture(autouse=True)
def its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ansible is installed with what the gate needs. It finds nothing of the user who runs this."""
    for name in [name for name in os.environ if name.startswith("ANSIBLE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE)
    assert find_ansible()


Tree = Callable[[dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Writes files by their names below a directory, which it gives; a program is executable."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755 if text.startswith("#!") else 0o644)
        return tmp_path / "site"

    return write


def ourselves(path: Path) -> Inventory:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, "")
        return read_inventory(path)


def problem(path: Path) -> str:
    with pytest.raises(UsageProblem) as caught:
        read_inventory(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"inventory {path}: ")
    return str(caught.value).removeprefix(f"inventory {path}: ")


def encrypt(path: Path, password: Path) -> None:
    program = Path(str(find_ansible())).with_name("ansible-vault")
    subprocess.run([program, "encrypt", "--vault-password-file", password, path], check=True, capture_output=True)


MERGED = """
compute:
  hosts:
    a: &near {ansible_user: ops, ansible_port: 1}
    b: {<<: *near, ansible_port: 2}
"""


@pytest.mark.parametrize(("name", "text"), [("hosts", INI), ("hosts.yml", YAML), ("multinode", MULTINODE), ("merged.yaml", MERGED)])
def test_what_both_can_read_both_read_alike(tree: Tree, name: str, text: str) -> None:
    path = tree({name: text}) / name
    inventory = read_inventory(path)
    assert inventory.how.startswith("read by ansible-inventory 2.")
    assert inventory.left_out == ""
    assert inventory.model_copy(update={"reader": "", "left_out": ourselves(path).left_out}) == ourselves(path)
    assert name in {"multinode", "merged.yaml"} or inventory.hosts == HOSTS


def test_a_multinode_file_of_kolla_with_all_that_is_beside_it(tree: Tree) -> None:
    site = tree(
        {
            "multinode": MULTINODE,
            "group_vars/all.yml": "ansible_user: nobody\nkolla_base_distro: debian\n",
            "group_vars/compute/reached.yml": "ansible_user: stack\n",
            "group_vars/inner-compute": "ansible_port: 2200\n",
            "host_vars/cmp02.yml": "ansible_host: 192.0.2.12\nansible_become: false\n",
        }
    )
    inventory = read_inventory(site / "multinode")
    jump = ("-o", "ProxyJump=jump", "-o", "User=a b")
    assert list(inventory.hosts) == ["cmp01", "cmp02", "cmp03", "cmp04", "edge-1", "edge-2"]
    assert inventory.host("cmp01") == InventoryHost(name="cmp01", address="cmp01", port=2200, user="stack", ssh_arguments=jump, sudo=True)
    assert inventory.host("cmp02") == InventoryHost(
        name="cmp02", address="192.0.2.12", port=2200, user="stack", ssh_arguments=jump, sudo=False
    )
    assert (inventory.host("edge-2").address, inventory.host("edge-2").port) == ("192.0.2.202", 2223)
    assert inventory.names_of_control == ("ctl01", "ctl02", "ctl03")
    assert (inventory.host("ctl03").user, inventory.host("ctl03").ssh_arguments) == ("kolla", ())


def test_an_encrypted_file_is_read_with_the_password_and_never_waited_for(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tree(
        {
            "hosts": "[compute]\na\nb\n",
            "group_vars/compute.yml": "ansible_user: stack\n",
            "ansible.cfg": "[defaults]\nask_vault_pass = true\nvault_identity_list = one@prompt\n",
        }
    )
    password = tmp_path / "password"
    password.write_text("correct horse\n")
    encrypt(site / "group_vars" / "compute.yml", password)
    remedy = "The password is not asked for: name a file that has it in ANSIBLE_VAULT_PASSWORD_FILE"
    assert problem(site / "hosts") == f"ansible-inventory: Attempting to decrypt but no vault secrets found. {remedy}"
    # ansible.cfg has it ask
    monkeypatch.chdir(site)
    assert problem(site / "hosts") == f"ansible-inventory: EOFError (ctrl-d) on prompt for (one). {remedy}"
    monkeypatch.setenv("ANSIBLE_VAULT_IDENTITY_LIST", "")
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(password))
    assert {host.user for host in read_inventory(site / "hosts").hosts.values()} == {"stack"}


def test_values_that_are_not_there_yet_are_refused_where_they_are_needed_alone(tree: Tree) -> None:
    vaulted = "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3732\n"
    site = tree(
        {
            "hosts": "[compute]\na\nb\n[web]\nc\n",
            "group_vars/all.yml": f"secret: {vaulted}region: '{{{{ x }}}}'\n",
            "group_vars/web.yml": f"ansible_user: {vaulted}",
            "host_vars/a.yml": "ansible_ssh_extra_args: !unsafe -o LogLevel=ERROR\n",
        }
    )
    assert read_inventory(site / "hosts").host("a").ssh_arguments == ("-o", "LogLevel=ERROR")
    tree({"host_vars/b.yml": "ansible_host: '{{ addresses.b }}'\n"})
    assert problem(site / "hosts") == (
        "host b: ansible_host is '{{ addresses.b }}', a template, which Ansible evaluates in a play only. Write its value"
    )
    tree({"host_vars/b.yml": f"ansible_user: {vaulted}"})
    assert problem(site / "hosts").startswith("host b: ansible_user is encrypted by itself, and ansible-inventory shows it so. Write it in")


PROGRAM = """#!/bin/sh
echo '{"compute": {"hosts": ["a"]}, "_meta": {"hostvars": {"a": {"ansible_host": "192.0.2.9"}}}}'
"""


def test_a_directory_is_read_with_its_programs_and_what_cannot_be_read_is_told(tree: Tree) -> None:
    site = tree({"01-cloud": PROGRAM, "02-control": "[control]\nk\n", "README.md": "no inventory"})
    inventory = read_inventory(site)
    assert (inventory.host("a").address, inventory.names_of_control, inventory.left_out) == ("192.0.2.9", ("k",), "")
    tree({"03-damaged": "[compute\n"})
    assert read_inventory(site).left_out == f"it cannot read {site}/03-damaged"


def test_a_plugin_is_used_and_its_absence_is_told(tree: Tree) -> None:
    numbered = "plugin: ansible.builtin.generator\nhosts: {name: 'node-{{ n }}', parents: [{name: compute}]}\nlayers: {n: [1, 2]}\n"
    site = tree({"nodes.yaml": numbered, "clouds.yaml": "plugin: no.such.plugin\n"})
    assert list(read_inventory(site / "nodes.yaml").hosts) == ["node-1", "node-2"]
    assert problem(site / "clouds.yaml") == (
        f"ansible-inventory: inventory config '{site}/clouds.yaml' specifies unknown plugin 'no.such.plugin'. "
        f"Look at: ansible-inventory -i {site}/clouds.yaml --list"
    )


def test_what_it_cannot_read_is_told_in_a_line(tree: Tree) -> None:
    site = tree(
        {"hosts": "[compute]\na ansible_port\n", "empty": "[compute]\n[web]\na\n", "x/hosts": "a\n", "x/group_vars/all": "s: {hunter2"}
    )
    assert problem(site / "hosts") == (
        "ansible-inventory: Failed to parse inventory: Expected key=value host variable assignment, got: ansible_port. "
        f"Look at: ansible-inventory -i {site}/hosts --list"
    )
    assert problem(site / "empty") == "there are no hosts in its group compute"
    assert "hunter2" not in problem(site / "x" / "hosts")


def test_what_is_no_file_is_not_given_to_it(tree: Tree, tmp_path: Path) -> None:
    assert problem(tmp_path / "hosts") == "there is no such file"
    os.mkfifo(tmp_path / "pipe")
    assert problem(tmp_path / "pipe") == "this is a named pipe, not a file"


def test_whatever_its_configuration_says_the_answer_is_the_same(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    cfg = "[defaults]\nverbosity = 3\nforce_color = true\n[inventory]\nexport = true\n"
    site = tree({"hosts": INI, "ansible.cfg": cfg})
    monkeypatch.chdir(site)
    monkeypatch.setenv("ANSIBLE_DEBUG", "1")
    monkeypatch.setenv("LC_ALL", "C")
    assert read_inventory(Path("hosts")).hosts == HOSTS


def test_the_program_is_that_of_the_path_before_that_beside_the_interpreter(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    own = find_ansible()
    site = tree({"bin/ansible-inventory": PROGRAM})
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_ansible() == own
    monkeypatch.setenv("PATH", str(site / "bin"))
    assert find_ansible() == str(site / "bin" / "ansible-inventory")
    monkeypatch.setenv(VARIABLE, str(own))
    assert find_ansible() == own
    monkeypatch.setenv(VARIABLE, "/nowhere/ansible-inventory")
    with pytest.raises(
        UsageProblem, match=rf"^{VARIABLE} is /nowhere/ansible-inventory: there is no such program. Give the path of ansible-"
    ):
        find_ansible()
    monkeypatch.setenv(VARIABLE, "")
    assert find_ansible() is None


# what the program says, its exit status, and what is told
ODD = {
    "echo 'x: bad interpreter' >&2; exit 126": "ansible-inventory: x: bad interpreter. LOOK",
    "exit 1": "ansible-inventory: it does not say why. LOOK",
    "echo hello": "what ansible-inventory says is not understood (JSONDecodeError: Expecting value: line 1 column 1 (char 0)). LOOK",
    "echo '[]'": "what ansible-inventory says is not understood (TypeError: list indices must be integers or slices, not str). LOOK",
    """echo '{"_meta": {"hostvars": {}}, "compute": {"hosts": ["a\\ud800"]}}'""": (
        "'a\\ud800' (group compute) cannot be the name of a host: at most 253 printable characters"
    ),
    # ansible-core 2.18, of a damaged group_vars
    """printf 'ERROR! We were unable to read JSON nor YAML\\nJSON: no\\n\\nThe error appears to be in %s: line 2, column 1, but
may be elsewhere.\\n\\nThe offending line appears to be:\\n\\n\\npassword: hunter2\\n^ here\\n' "'/x/all.yml'" >&2; exit 4""": (
        "ansible-inventory: We were unable to read JSON nor YAML JSON: no The error appears to be in '/x/all.yml': line 2, column 1, "
        "but may be elsewhere. LOOK"
    ),
    # and of a program that fails
    """printf '[WARNING]:  * Failed to parse /x/prog with script plugin: Inventory\\nscript (/x/prog) had an execution error: something
[WARNING]:  * Failed to parse /x/prog with ini plugin: /x/prog:2:\\nExpected key=value host variable assignment, got: something
[WARNING]: Unable to parse /x/prog as an inventory source
ERROR! No inventory was parsed, please check your configuration and options.\\n' >&2; exit 1""": (
        "ansible-inventory: Inventory script (/x/prog) had an execution error: something. LOOK"
    ),
    # and of a vault, where it would ask
    """printf 'Vault password: [WARNING]: Error in vault password prompt (default): EOFError (ctrl-d) on\\nprompt for (default)
ERROR! EOFError (ctrl-d) on prompt for (default)
ERROR! Decryption failed (no vault secrets were found that could decrypt) on /x/all.yml\\n' >&2; exit 4""": (
        "ansible-inventory: Decryption failed (no vault secrets were found that could decrypt) on /x/all.yml. "
        "The password is not asked for: name a file that has it in ANSIBLE_VAULT_PASSWORD_FILE"
    ),
}


@pytest.mark.parametrize("script", ODD, ids=range(len(ODD)))
def test_a_program_that_fails_is_told(tree: Tree, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    site = tree({"hosts": "a\n", "program": f"#!/bin/sh\n{script}\n"})
    monkeypatch.setenv(VARIABLE, str(site / "program"))
    assert problem(site / "hosts") == ODD[script].replace("LOOK", f"Look at: ansible-inventory -i {site}/hosts --list")


def test_a_program_has_its_time_and_says_no_more_than_is_read(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tree({"hosts": "a\n", "hangs": "#!/bin/sh\nsleep 120\n", "floods": "#!/bin/sh\nexec yes\n"})
    look = f"Look at: ansible-inventory -i {site}/hosts --list"
    monkeypatch.setattr(ansible, "_TIMEOUT", 0.3)
    monkeypatch.setenv(VARIABLE, str(site / "hangs"))
    began = time.monotonic()
    assert problem(site / "hosts") == f"ansible-inventory did not end within 0.3 s. {look}"
    assert time.monotonic() - began < 60
    monkeypatch.setattr(ansible, "_TIMEOUT", 60)
    monkeypatch.setattr(ansible, "_MOST", 1 << 20)
    monkeypatch.setenv(VARIABLE, str(site / "floods"))
    assert problem(site / "hosts") == f"ansible-inventory answers without end (over 1 MiB). {look}"


def test_a_large_inventory_is_read(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """3,000 hosts in 100 groups each, as in Kolla's: a host's variables count once."""
    hosts = '", "'.join(f"n{number}" for number in range(3000))
    groups = "".join(f', "g{number}": {{"hosts": ["{hosts}"]}}' for number in range(100))
    variables = ", ".join(f'"n{number}": {{"ansible_user": "u", "ansible_port": 22, "x": 1e999}}' for number in range(3000))
    answer = f'{{"_meta": {{"hostvars": {{{variables}}}}}{groups}}}'
    site = tree({"hosts": "a\n", "answer": answer, "program": '#!/bin/sh\ncat "$(dirname "$0")/answer"\n'})
    monkeypatch.setenv(VARIABLE, str(site / "program"))
    assert len(read_inventory(site / "hosts").hosts) == 3000
    assert shutil.which("cat")
