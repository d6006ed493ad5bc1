import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from conformance.config.profile_model import HostAccessRules, Profile
from conformance.inventory.inventory import Inventory
from conformance.model.errors import SuiteFault
from conformance.probe.hosts import CommandTimedOut, Hosts, HostUnreachable, Result
from selftests.stand_ins.ssh_server import SshServer, free_port, make_key


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """Accepts connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listener:
        yield listener


def trouble(ssh_server: SshServer, **variables: Any) -> str:
    with ssh_server.hosts(None, ssh_server.inventory_line(**variables)) as hosts, pytest.raises(HostUnreachable) as caught:
        hosts.on("compute-01").run("true")
    assert caught.value.host == "compute-01"
    return str(caught.value)


def connections_to(listener: socket.socket) -> int:
    """How many connections have been made to a listener that accepted none."""
    listener.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def test_a_command_gives_its_status_and_both_outputs(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        result = hosts.on("compute-01").run("echo out; echo err >&2; exit 3")
    assert result == Result(rc=3, stdout="out\n", stderr="err\n")


@pytest.mark.parametrize("argument", ["two words", "it's", '"$HOME"', "`id`", "100%s", "a\nb", "*", "-n", "é", ""])
def test_arguments_arrive_as_they_are(ssh_server: SshServer, argument: str) -> None:
    with ssh_server.hosts() as hosts:
        assert hosts.on("compute-01").run("printf '%%s' %s", argument).stdout == argument


def test_a_command_without_arguments_keeps_its_percent_signs(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        assert hosts.on("compute-01").run("printf %s-%s a b").stdout == "a-b"


def test_what_a_users_shell_says_at_login_is_no_output_of_a_command(ssh_server: SshServer) -> None:
    noise = ssh_server.directory / "bashrc"
    noise.write_text("echo welcome; echo welcome >&2\n")
    try:
        with ssh_server.hosts() as hosts:
            assert hosts.on("compute-01").run("echo out; echo err >&2") == Result(rc=0, stdout="out\n", stderr="err\n")
    finally:
        noise.unlink()


def test_bytes_that_are_no_text_are_replaced(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        assert hosts.on("compute-01").run(r"printf 'a\377b'").stdout == "a�b"


def test_a_command_that_exits_with_the_status_of_ssh_is_not_taken_for_a_dead_host(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        assert hosts.on("compute-01").run("echo here; exit 255") == Result(rc=254, stdout="here\n", stderr="")


def test_programs_speak_english_on_every_host(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        assert hosts.on("compute-01").run("export LANG=de_DE.UTF-8; ls /nowhere").stderr.endswith("No such file or directory\n")


def test_a_command_that_hangs_is_ended(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        started = time.monotonic()
        with pytest.raises(CommandTimedOut, match=r"^compute-01: `sleep 120` did not end within 0.3 s$"):
            hosts.on("compute-01").run("sleep 120", timeout=0.3)
        assert time.monotonic() - started < 60
        assert hosts.on("compute-01").run("true").ok, "the host itself answers"


def test_a_command_that_exits_as_timeout_does_is_not_taken_for_one_that_hung(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        assert hosts.on("compute-01").run("exit 124").rc == 124


def test_all_commands_share_one_connection(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        connections = {hosts.on("compute-01").run("echo $SSH_CONNECTION").stdout for _ in range(3)}
    assert len(connections) == 1


def test_many_commands_at_once_share_it_too(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts, ThreadPoolExecutor(24) as pool:
        host = hosts.on("compute-01")
        results = list(pool.map(lambda number: host.run("echo %s $SSH_CONNECTION", str(number)), range(24)))
    assert [result.stdout.split()[0] for result in results] == [str(number) for number in range(24)]
    assert {result.stderr for result in results} == {""}
    assert len({result.stdout.split(maxsplit=1)[1] for result in results}) == 1


def test_many_commands_at_once_wait_for_a_dead_host_once(ssh_server: SshServer, mute: socket.socket) -> None:
    def run(_: int) -> str:
        with pytest.raises(HostUnreachable) as caught:
            hosts.on("compute-01").run("true")
        return str(caught.value)

    line = ssh_server.inventory_line(ansible_port=mute.getsockname()[1])
    with ssh_server.hosts(None, line) as hosts, ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(run, range(6)))) == 1
    assert connections_to(mute) == 1


def test_nothing_is_left_connected(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        hosts.on("compute-01").run("true")
        assert ssh_server.sessions() > 0, "the connection is kept for the next command"
    deadline = time.monotonic() + 60
    while ssh_server.sessions():
        assert time.monotonic() < deadline, "a connection that was closed is still there"


def test_the_testinfra_host_answers_for_the_same_host(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        key = hosts.on("compute-01").testinfra.file(str(ssh_server.key))
        assert key.mode == 0o600
        assert key.content_string.startswith("-----BEGIN")


def test_a_host_that_is_in_no_inventory_is_reached_by_its_name() -> None:
    with Hosts(Profile(), Inventory(), connect_timeout=1) as hosts, pytest.raises(HostUnreachable, match=r"no-such-host\.invalid"):
        hosts.on("no-such-host.invalid").run("true")


def test_a_refused_key_is_told(ssh_server: SshServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = tmp_path_factory.mktemp("keys") / "stranger"
    make_key(stranger)
    assert trouble(ssh_server, ansible_ssh_private_key_file=stranger, ansible_user="root") == (
        f"compute-01: SSH refused our key for root at 127.0.0.1 port {ssh_server.port}. "
        "Put the key into that user's authorized_keys, or correct ansible_user and ansible_ssh_private_key_file"
    )


def test_nothing_is_ever_asked_of_a_person(
    ssh_server: SshServer, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path_factory.mktemp("askpass")
    shutil.copy(ssh_server.key, directory / "locked")
    subprocess.run(["ssh-keygen", "-q", "-p", "-N", "secret", "-f", directory / "locked"], check=True, stdout=subprocess.DEVNULL)
    (directory / "ask").write_text(f"#!/bin/sh\ntouch {directory}/asked\n")
    (directory / "ask").chmod(0o755)
    monkeypatch.setenv("SSH_ASKPASS", str(directory / "ask"))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    assert "SSH refused our key" in trouble(ssh_server, ansible_ssh_private_key_file=directory / "locked")
    assert not (directory / "asked").exists()


def test_nobody_listening_is_told(ssh_server: SshServer) -> None:
    port = free_port()
    assert trouble(ssh_server, ansible_port=port) == (
        f"compute-01: nothing listens at 127.0.0.1 port {port}. Start sshd there, or correct ansible_host and ansible_port"
    )


def test_an_unknown_name_is_told(ssh_server: SshServer) -> None:
    assert trouble(ssh_server, ansible_host="no-such-host.invalid") == (
        "compute-01: its name no-such-host.invalid is unknown here. "
        "Give its address in the inventory (ansible_host=...) or in the SSH configuration"
    )


def test_a_port_that_never_speaks_is_told(ssh_server: SshServer, mute: socket.socket) -> None:
    port = mute.getsockname()[1]
    assert trouble(ssh_server, ansible_port=port) == (
        f"compute-01: 127.0.0.1 port {port} accepts connections but does not speak SSH. "
        "Correct ansible_port, or look whether the host or its sshd hangs"
    )


def test_an_unknown_host_key_is_told(ssh_server: SshServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    config = tmp_path_factory.mktemp("ssh") / "config"
    config.write_text("Host *\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n")
    assert trouble(ssh_server, ansible_ssh_common_args=f"'-F {config}'") == (
        f"compute-01: the SSH host key of 127.0.0.1 port {ssh_server.port} is not the one known here, or none is known. "
        "Check it, then add it to known_hosts (ssh-keyscan), or name the right UserKnownHostsFile in the SSH configuration"
    )


def test_an_ssh_configuration_that_is_not_there_is_told(ssh_server: SshServer) -> None:
    assert trouble(ssh_server, ansible_ssh_common_args="'-F /nowhere/config'") == (
        "compute-01: Can't open user config file /nowhere/config: No such file or directory. Correct the SSH configuration"
    )


def test_a_dead_host_costs_its_timeout_once(ssh_server: SshServer, mute: socket.socket) -> None:
    line = ssh_server.inventory_line(ansible_port=mute.getsockname()[1])
    with ssh_server.hosts(None, line) as hosts:
        for _ in range(3):
            with pytest.raises(HostUnreachable, match="does not speak SSH"):
                hosts.on("compute-01").run("true")
    assert connections_to(mute) == 1


def test_one_host_in_trouble_does_not_touch_another(ssh_server: SshServer) -> None:
    lines = [ssh_server.inventory_line("compute-01"), ssh_server.inventory_line("compute-02", ansible_port=free_port())]
    with ssh_server.hosts(None, *lines) as hosts:
        with pytest.raises(HostUnreachable, match="compute-02"):
            hosts.on("compute-02").run("true")
        assert hosts.on("compute-01").run("true").ok


SUDO = Profile(hosts=HostAccessRules(sudo=True))


def test_sudo_is_used_where_the_profile_says_so(ssh_server: SshServer) -> None:
    ssh_server.stand_in("sudo", '[ "$1" = -n ] || exit 9; shift; AS_ROOT=yes exec "$@"')
    with ssh_server.hosts(SUDO) as hosts:
        assert hosts.on("compute-01").run("echo $AS_ROOT").stdout == "yes\n"


def test_the_inventory_decides_on_sudo_before_the_profile(ssh_server: SshServer) -> None:
    ssh_server.stand_in("sudo", "exit 9")
    with ssh_server.hosts(SUDO, ssh_server.inventory_line(ansible_become="false")) as hosts:
        assert hosts.on("compute-01").run("true").ok


def test_refused_sudo_is_told(ssh_server: SshServer) -> None:
    ssh_server.stand_in("sudo", "echo 'sudo: a password is required' >&2; exit 1")
    with ssh_server.hosts(SUDO) as hosts, pytest.raises(HostUnreachable) as caught:
        hosts.on("compute-01").run("true")
    assert str(caught.value) == (
        "compute-01: it refuses sudo (sudo: a password is required). "
        "Allow that user `NOPASSWD: ALL`, or log in as root (hosts.ssh_user, hosts.sudo: false)"
    )


def test_a_warning_of_sudo_is_not_taken_for_a_refusal(ssh_server: SshServer) -> None:
    ssh_server.stand_in("sudo", "echo 'sudo: unable to resolve host compute-01: Name or service not known' >&2; shift; exec \"$@\"")
    with ssh_server.hosts(SUDO) as hosts:
        assert hosts.on("compute-01").run("exit 1").rc == 1


def test_this_machine_is_a_host_where_the_inventory_says_local(ssh_server: SshServer) -> None:
    with ssh_server.hosts(None, "localhost ansible_connection=local") as hosts:
        assert hosts.on("localhost").run("echo $$-%s", "here").stdout.endswith("-here\n")


def test_a_service_that_the_profile_does_not_name_is_a_fault_of_the_suite(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts, pytest.raises(SuiteFault, match=r"does not say how l2_agent runs. Add services.l2_agent to it"):
        hosts.on("compute-01").service("l2_agent")


def test_a_host_that_answers_without_end_is_named_and_not_read_on(ssh_server: SshServer) -> None:
    with ssh_server.hosts() as hosts:
        with pytest.raises(SuiteFault, match=r"^compute-01: answers without end \(over 0\.5 MiB\)\. Look at what is started there"):
            hosts.on("compute-01").run("exec yes", limit=512 * 1024)
        assert hosts.on("compute-01").run("echo here").stdout == "here\n"
