"""QEMU that tells libvirt it is an older one: runs the real one, and changes what it says of its version. Needs nothing but Python."""

import os
import socket
import subprocess
import sys
import threading

REAL = "/var/lib/lab-qemu-real"
_SAYS, _SHALL_SAY = b'"major": 7', b'"major": 6'


def main(arguments: list[str]) -> None:
    """Libvirt asks over a socket that ends in qmp.monitor; for all else this is the real one."""
    where = next((number for number, word in enumerate(arguments) if word.startswith("unix:") and "qmp.monitor" in word), None)
    if where is None:
        os.execv(REAL, ["qemu-system-x86_64", *arguments])  # noqa: S606 - no shell is wanted
    path = arguments[where].removeprefix("unix:").partition(",")[0]
    arguments[where] = arguments[where].replace(path, f"{path}.real")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    started = subprocess.run([REAL, *arguments], check=False)
    if started.returncode or os.fork():
        sys.exit(started.returncode)
    os.setsid()
    for stream in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    asking, _ = listener.accept()
    answering = socket.socket(socket.AF_UNIX)
    answering.connect(f"{path}.real")
    threading.Thread(target=_relay, args=(asking, answering), daemon=True).start()
    _relay(answering, asking)


def _relay(source: socket.socket, destination: socket.socket) -> None:
    while data := source.recv(1 << 20):
        destination.sendall(data.replace(_SAYS, _SHALL_SAY))


if __name__ == "__main__":
    main(sys.argv[1:])
