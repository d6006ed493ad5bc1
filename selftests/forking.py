"""Runs of pytest in processes of their own that start quickly: forks of a process that has already imported what they need.

Importing pytest, openstacksdk and Allure takes a second of a core, for each run and for each of its workers. A server imports them once;
an executable, which is used in place of the interpreter, asks it for a fork. What a fork does afterwards is what a new process would do:
it has the arguments, the environment, the directory and the standard streams of the executable, and starts its workers in the same way.
"""

import atexit
import gc
import json
import os
import random
import runpy
import select
import shlex
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from selftests.entry_points import remember_entry_points

_ROOT = Path(__file__).parents[1]

_PLUGINS = (
    "allure_pytest.plugin",
    "allure_pytest.listener",
    "pytest_timeout",
    "testinfra.plugin",
    "xdist.plugin",
    "xdist.remote",
    "xdist.dsession",
)

_LATER = (
    "openstack.compute.v2._proxy",
    "openstack.image.v2._proxy",
    "openstack.network.v2._proxy",
    "tooz.drivers.file",
    "tooz.drivers.redis",
)
"""What is imported on first use only."""

_CLIENT = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"."], [0, 1, 2])
    server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
    server.shutdown(socket.SHUT_WR)
    status = int(server.recv(16) or b"70")
os._exit(status if status >= 0 else 128 - status)
"""


@contextmanager
def forking() -> Iterator[Path]:
    """An executable that is as good as this interpreter where it is called with -m pytest or -c CODE."""
    # a socket's path has a limit of 108 characters
    with TemporaryDirectory(prefix="fork", dir="/tmp") as name:
        directory = Path(name)
        address, executable, client = directory / "socket", directory / "python", directory / "client.py"
        client.write_text(_CLIENT.format(address=str(address)))
        executable.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -IS {shlex.quote(str(client))} "$@"\n')
        executable.chmod(0o755)
        command = [sys.executable, "-m", __name__, str(address), str(executable)]
        environment = os.environ | {"PYTHONPATH": str(_ROOT)}
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, env=environment) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield executable
            # which ends it
            server.stdin.close()


def _serve(address: str, executable: str) -> None:
    _preload()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print("ready", flush=True)  # noqa: T201 - said to who has started this
        while True:
            readable, _, _ = select.select([listener.fileno(), 0], [], [])
            if 0 in readable:
                return
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _fork_for(connection, executable)
            connection.close()


def _preload() -> None:
    """Import everything, and have pytest not complain that plugins are imported before it could rewrite their assertions."""
    from conformance.plugin import pytest_plugins

    for name in (*_PLUGINS, *_LATER, *pytest_plugins):
        import_module(name)
    assert load_taxonomy().patterns
    remember_entry_points(pytest.MonkeyPatch())
    packages = {name.partition(".")[0] for name in _PLUGINS} | {"conformance"}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages:
            module.__doc__ = f"{module.__doc__}\nPYTEST_DONT_REWRITE"
    # a collection would touch all of it, and so copy it in every fork
    gc.freeze()


def _fork_for(connection: socket.socket, executable: str) -> None:
    """Fork what was asked for, and say how it ended. The process that returns from this has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    with connection.makefile("rb") as asked:
        arguments, directory, environment = json.load(asked)
    child = os.fork()
    if child == 0:
        connection.close()
        _become(streams, directory, environment)
        sys.executable = executable
        _end(_interpret(arguments))
    _, status = os.waitpid(child, 0)
    connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(streams: list[int], directory: str, environment: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115 - as long as the process
    sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()


def _interpret(arguments: list[str]) -> int:
    """Run what the interpreter would run with these arguments; the exit code."""
    try:
        _run(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at its top
        traceback.print_exc()
        return 1
    return 0


def _end(status: int) -> None:
    """As the interpreter does, except that what was imported is not taken apart object by object: that would take most of the time."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _run(arguments: list[str]) -> None:
    options = iter(arguments)
    option = next(options)
    if option == "-u":
        option = next(options)
    paths = list(filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)))
    sys.path[:] = [*paths, *(path for path in sys.path if path not in {"", str(_ROOT)}), str(_ROOT)]
    if option == "-c":
        code = next(options)
        sys.argv = ["-c", *options]
        sys.path.insert(0, "")
        exec(code, {"__name__": "__main__"})
    else:
        module = option.removeprefix("-m") or next(options)
        sys.argv = [module, *options]
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
