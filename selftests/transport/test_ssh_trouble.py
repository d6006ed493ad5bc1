import time

import pytest

from conformance.transport.ssh_trouble import ssh_trouble, sudo_refusal

# as OpenSSH 9 says them
SAID = {
    "ssh: connect to host 192.0.2.7 port 22: Connection timed out": "no answer from 192.0.2.7",
    "ssh: connect to host 192.0.2.7 port 22: No route to host": "there is no route to 192.0.2.7",
    "ssh: connect to host 192.0.2.7 port 22: Network is unreachable": "there is no route to 192.0.2.7",
    "Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures": "SSH refused our key for nova at 192.0.2.7",
    "nova@192.0.2.7: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).": "SSH refused our key for nova at 192.0.2.7",
    "kex_exchange_identification: read: Connection reset by peer": "192.0.2.7 ended the connection",
    "Timeout, server 192.0.2.7 not responding.": "192.0.2.7 ended the connection",
    "/home/op/.ssh/config: line 3: Bad configuration option: hostnam": "/home/op/.ssh/config: line 3: Bad configuration option: hostnam",
    "Bad owner or permissions on /home/op/.ssh/config": "Bad owner or permissions on /home/op/.ssh/config",
    "ssh: Could not resolve hostname 192.0.2.7: Temporary failure in name resolution": "its name 192.0.2.7 is unknown here",
    # where a bastion is on the way, or the SSH configuration has another name for the address
    "ssh: connect to host bastion port 22: Connection timed out\nConnection closed by UNKNOWN port 65535": (
        "no answer from bastion port 22, on the way to 192.0.2.7"
    ),
    "ssh: connect to host fd00::9 port 2222: Connection refused": "nothing listens at fd00::9 port 2222, on the way to 192.0.2.7",
    "ssh: connect to host bastion port 22: No route to host": "there is no route to bastion port 22, on the way to 192.0.2.7",
    "ssh: Could not resolve hostname bastion: Name or service not known": "its name bastion, on the way to 192.0.2.7, is unknown here",
    "jump@bastion: Permission denied (publickey).": "SSH refused our key for jump at bastion, on the way to 192.0.2.7",
    "a warning\nsomething new\n": "SSH to 192.0.2.7 failed: something new",
    "": "SSH to 192.0.2.7 failed: it said nothing",
}


@pytest.mark.parametrize(("said", "why"), SAID.items())
def test_ssh_is_understood(said: str, why: str) -> None:
    trouble = ssh_trouble(said, address="192.0.2.7", port=None, user="nova")
    assert trouble.why == why
    assert trouble.remedy


# as sudo 1.9 and sudo-rs say them
REFUSALS = [
    (1, "sudo: a password is required"),
    (1, "sudo: a terminal is required to read the password; either use the -S option to read from standard input"),
    (1, "sudo: sorry, you must have a tty to run sudo"),
    (1, "nova is not in the sudoers file."),
    (1, "Sorry, user nova is not allowed to execute '/usr/bin/env LC_ALL=C timeout 30 sh -c true' as root on cmp1."),
    (1, "Sorry, user nova may not run sudo on cmp1."),
    (1, "sudo-rs: interactive authentication is required"),
    (1, "nova is not allowed to run sudo on cmp1."),
    (1, "nova is not allowed to run sudo on cmp1.  This incident will be reported."),
    (127, "env: 'sudo': No such file or directory"),
]


@pytest.mark.parametrize(("rc", "said"), REFUSALS)
def test_a_refusal_of_sudo_is_recognised(rc: int, said: str) -> None:
    assert sudo_refusal(rc, f"a warning\n{said}\n") == said


@pytest.mark.parametrize(
    ("rc", "said"),
    [
        (0, "sudo: a password is required"),
        (1, "sudo: unable to resolve host cmp1: Name or service not known"),
        (1, "cat: /etc/sudoers: No such file or directory"),
        (127, "sh: 1: virsh: not found"),
    ],
)
def test_what_a_command_itself_says_is_no_refusal_of_sudo(rc: int, said: str) -> None:
    assert sudo_refusal(rc, said) is None


@pytest.mark.parametrize(
    "said", ["x" * 1_000_000, "Permission denied (" * 50_000, "Can't open user config file " * 40_000, "Sorry, user " * 90_000]
)
def test_what_a_host_says_without_measure_costs_no_time(said: str) -> None:
    """Patterns that look for their beginning everywhere take the square of a text's length: hours for one MiB."""
    started = time.process_time()
    trouble = ssh_trouble(said, address="192.0.2.7", port=None, user="nova")
    sudo_refusal(1, said)
    assert time.process_time() - started < 2
    assert len(trouble.why) < 1000


def test_the_last_words_of_much_decide() -> None:
    said = "debug\n" * 100_000 + "ssh: connect to host 192.0.2.7 port 22: Connection timed out"
    assert ssh_trouble(said, address="192.0.2.7", port=None, user="nova").why == "no answer from 192.0.2.7"
    assert sudo_refusal(1, "warning\n" * 100_000 + "sudo: a password is required") == "sudo: a password is required"
