"""Runs of pytest in processes of their own that start quickly: forks of a process that has already imported what they need.

Importing pytest, openstacksdk and Allure takes a second of a core, for each run and for each of its workers. A server imports them once;
an executable, which is used in place of the interpreter, asks it for a fork. What a fork does afterwards is what a new process would do:
it has the arguments, the environment, the directory and the standard streams of the executable, and starts its workers in the same way.

The executable may be started in a session of its own (start_new_session). Then the fork leads one, too, and its workers are in it; signals
are for the fork, whose process id `forked_by` tells.
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
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from selftests.entry_points import remember_entry_points, share_service_types

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
import json, os, signal, socket, sys
# a terminal's Ctrl-C is for the fork
signal.signal(signal.SIGINT, signal.SIG_IGN)
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"."], [0, 1, 2])
    server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ), os.getpid(), os.getsid(0)]).encode())
    server.shutdown(socket.SHUT_WR)
    status = int(server.recv(16) or b"70")
os._exit(status if status >= 0 else 128 - status)
"""


@contextmanager
def forking() -> Iterator[Path]:
    """An executable that is as good as this interpreter where it is called with -m pytest or -c CODE."""
    # a socket's path has a limit of 108 characters
    with TemporaryDirectory(prefix="fork", dir="/tmp") as name:
        executable = _write_executable(Path(name), sys.executable)
        command = [sys.executable, "-m", __name__, str(executable)]
        environment = os.environ | {"PYTHONPATH": str(_ROOT)}
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, env=environment) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield executable
            # which ends it
            server.stdin.close()


def forked_by(executable: Path, client: int) -> int:
    """The process id, session and process group of what was forked for a process that has the executable, and its own session."""
    return int((executable.parent / f"{client}.fork").read_text())


def _write_executable(directory: Path, interpreter: str) -> Path:
    """Write an executable that asks for a fork at `socket` beside it."""
    executable, client = directory / "python", directory / "client.py"
    client.write_text(_CLIENT.format(address=str(directory / "socket")))
    executable.write_text(f'#!/bin/sh\nexec {shlex.quote(interpreter)} -IS {shlex.quote(str(client))} "$@"\n')
    executable.chmod(0o755)
    return executable


def _listen(executable: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(executable.parent / "socket"))
    listener.listen(64)
    return listener


def _serve(listener: socket.socket, executable: Path) -> None:
    """Fork for whoever asks, until standard input ends."""
    # waited for, not ignored: what they have taken of the processor is then counted as this process's, and so the self-tests'
    signal.signal(signal.SIGCHLD, _reap)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        readable, _, _ = select.select([listener.fileno(), 0], [], [])
        if 0 in readable:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _fork_for(connection, executable)
        connection.close()


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _preload() -> None:
    """Import everything, and have pytest not complain that plugins are imported before it could rewrite their assertions."""
    from conformance.plugin import pytest_plugins

    for name in (*_PLUGINS, *_LATER, *pytest_plugins):
        import_module(name)
    assert load_taxonomy().patterns
    remember_entry_points(pytest.MonkeyPatch())
    share_service_types(pytest.MonkeyPatch())
    packages = {name.partition(".")[0] for name in _PLUGINS} | {"conformance"}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages:
            module.__doc__ = f"{module.__doc__}\nPYTEST_DONT_REWRITE"
    # a collection would touch all of it, and so copy it in every fork
    gc.freeze()


def _fork_for(connection: socket.socket, executable: Path) -> None:
    """Fork what was asked for, and say how it ended. The process that returns from this has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    with connection.makefile("rb") as asked:
        arguments, directory, environment, client, session = json.load(asked)
    child = os.fork()
    if child == 0:
        connection.close()
        if client == session:
            executable = _lead_session(executable, client, streams)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _become(streams, directory, environment)
        sys.executable = str(executable)
        _end(_interpret(arguments))
    _, status = os.waitpid(child, 0)
    connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _lead_session(executable: Path, client: int, streams: list[int]) -> Path:
    """Begin a session, with a server in it that forks this process's workers as long as this process lives; that server's executable."""
    os.setsid()
    own = _write_executable(Path(mkdtemp(dir=executable.parent)), sys.executable)
    listener = _listen(own)
    alive, living = os.pipe()
    if os.fork() == 0:
        os.dup2(alive, 0)
        for other in (alive, living, *streams):
            os.close(other)
        _serve(listener, own)
        os._exit(0)
    listener.close()
    os.close(alive)
    (executable.parent / f"{client}.fork").write_text(str(os.getpid()))
    return own


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


def _main(executable: str) -> None:
    _preload()
    listener = _listen(Path(executable))
    print("ready", flush=True)  # noqa: T201 - said to who has started this
    _serve(listener, Path(executable))


if __name__ == "__main__":
    _main(sys.argv[1])
