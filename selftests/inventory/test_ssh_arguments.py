"""Of ssh's arguments, those may be kept that run no command, read no other file of options and hold no password."""

import shlex

import pytest

from conformance.inventory.ssh_arguments import may_be_kept


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
        "-oConnectTimeout=5 -o 'ServerAliveInterval 30'",
        "-C -q",
        "-J ops@jump:2222 -i /home/ops/key -p 22 -l ops",
        "-o NumberOfPasswordPrompts=0",
    ],
)
def test_usual_arguments_may_be_kept(arguments: str) -> None:
    assert may_be_kept(shlex.split(arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        "-o ProxyCommand='ssh -W %h:%p jump'",
        "-oproxycommand=id",
        "-o 'ProxyCommand id'",
        "-o LocalCommand=id -o PermitLocalCommand=yes",
        "-o KnownHostsCommand=id",
        "-F /home/other/config",
        "-o Include=/home/other/config",
        "-I /tmp/pkcs11.so",
        "-o PKCS11Provider=/tmp/x.so",
        "-o StrictHostKeyChecking=no -S /tmp/x -O check",
        "-E /etc/passwd",
        "-A",
        "-o ForwardAgent=yes",
        "-o UserKnownHostsFile=/home/ops/.bashrc",
        "-o ControlPath=/home/ops/x",
        "-o",
        "-o ConnectTimeout",
        "jump id",
        "-p",
    ],
)
def test_what_runs_something_or_is_not_known_may_not(arguments: str) -> None:
    assert not may_be_kept(shlex.split(arguments))
