"""A target that notes what is done to it, and does nothing."""

import re
from pathlib import Path

from lab.errors import LabError
from lab.faults.target import FaultTarget
from lab.faults.undo_log import UndoLog
from lab.layout import Layout
from lab.nodes.node import Node

FILES = {
    "/etc/nova/nova.conf": "[DEFAULT]\ntransport_url = rabbit://openstack:secret@198.18.0.2:5672/\n\n[neutron]\npassword = secret\n"
    "\n[privsep]\nhelper_command = /opt/services/bin/privsep-helper --config-file /etc/nova/nova.conf\n",
    "/etc/neutron/neutron.conf": "[ovs]\nbridge_mappings = provider:br-provider\n",
    "/etc/libvirt/libvirtd.conf": 'listen_tcp = 1\nlisten_addr = "198.18.0.102"\n',
    "/etc/libvirt/qemu.conf": 'user = "libvirt-qemu"\nnamespaces = []\n',
    "/etc/hosts": "127.0.0.1\tlocalhost\n198.18.0.2\tcontrol\n"
    "198.18.0.101\tcompute-01\n198.18.0.102\tcompute-02\n198.18.0.103\tcompute-03\n",
}

_LOOKS = re.compile(r"(?:\[ -e \S+ \]|stat --format='%u:%g %a' \S+|sed -n '[^']*' \S+ \| head -n 1)")


class RecordingTarget(FaultTarget):
    """notes: how each change is undone. changes: what was done, by shell scripts and to programs. written: files with their texts.

    refuses: programs that do not start.
    """

    def __init__(self, directory: Path, refuses: frozenset[str] = frozenset()) -> None:
        node = Node("compute-02", Layout(directory))
        log = UndoLog(node, "fuzz")
        log.open()
        super().__init__(node, log)
        self.log = log
        self.changes: list[str] = []
        self.written: dict[str, str] = {}
        self.refuses = refuses

    @property
    def others(self) -> list[str]:
        return ["compute-01", "compute-03"]

    def sh(self, script: str, *, within: str | None = None) -> str:
        assert _LOOKS.fullmatch(script), f"more than a look: {script}"
        return "0:0 755\n" if script.startswith("stat") else "/opt/services/bin\n"

    def read(self, path: str) -> str:
        return self.written.get(path, FILES[path])

    def change(self, do: str, undo: str, *, on: str | None = None, within: str | None = None) -> None:
        self.log.note({"undo": "shell", "script": undo, "on": on or self.name, "within": within})
        self.changes.append(do)

    def write(self, path: str, text: str) -> None:
        self.log.note({"undo": "restore", "path": path})
        self.written[path] = text

    def restart(self, *programs: str) -> None:
        self.restart_later(*programs)
        for program in programs:
            if program in self.refuses:
                raise LabError(f"{program} does not start")
            self.changes.append(f"restart {program}")

    def stop(self, program: str) -> None:
        self.log.note({"undo": "start", "program": program})
        self.changes.append(f"stop {program}")

    def hang(self, program: str) -> None:
        self.log.note({"undo": "signal", "program": program, "signal": "CONT"})
        self.changes.append(f"hang {program}")
