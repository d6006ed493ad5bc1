"""A node that a fault is injected into. Every change notes how it is undone before it is made."""

from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import Any

from lab.faults.chart import Chart
from lab.faults.ini import with_option
from lab.layout import CONTROL
from lab.nodes.node import Node, running_nodes
from lab.nodes.supervision import Supervisor
from lab.services.administrator import connect
from lab.services.rendering import Renderer, load_secrets


class Patient:
    """What faults may do to a node. All changes are undone by `heal`, in reverse order; programs are restarted once, at its end."""

    def __init__(self, node: Node, chart: Chart) -> None:
        self.node = node
        self._chart = chart

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    @property
    def others(self) -> list[str]:
        """The names of the other compute hosts."""
        return [node.name for node in running_nodes(self.node.layout) if node.name not in {self.name, CONTROL}]

    @cached_property
    def cloud(self) -> Any:
        """A connection as the cloud's administrator."""
        return connect(Renderer(self.node.layout, Path(), load_secrets(self.node.layout)))

    def address(self, name: str) -> str:
        """A node's address on the management network."""
        return str(self.node.layout.address(name))

    def sh(self, script: str) -> str:
        """What a shell script prints on the node; it changes nothing. :raises LabError: it failed"""
        return self.node.run(["sh", "-euc", script])

    def change(self, do: str, undo: str) -> None:
        """Run a shell script on the node. undo must do no harm when it is run twice, or when do was never run."""
        self._chart.note({"undo": "shell", "script": undo})
        self.sh(do)

    def keep(self, path: str) -> None:
        """Keep a file of the node as it is, to the byte, with mode and owner; one that does not exist is removed again."""
        copy = self._chart.copy_of(path)
        if copy.exists() or copy.with_suffix(".none").exists():
            return
        copy.parent.mkdir(exist_ok=True)
        unfinished = copy.with_suffix(".unfinished")
        self.sh(
            f"if [ -e {quote(path)} ]; then cp --archive {quote(path)} {quote(str(unfinished))} && mv {quote(str(unfinished))} "
            f"{quote(str(copy))}; else touch {quote(str(copy.with_suffix('.none')))}; fi"
        )
        self._chart.note({"undo": "restore", "path": path})

    def read(self, path: str) -> str:
        """The text of a file of the node."""
        return self.sh(f"cat {quote(path)}")

    def write(self, path: str, text: str) -> None:
        """Give a file of the node another text; a new one is executable where its text is a program."""
        self.keep(path)
        fresh = self._chart.directory / "fresh"
        fresh.write_text(text)
        # through the node: a file that is written below an overlay may not be seen in it
        self.sh(f"existed=; [ -e {quote(path)} ] && existed=yes; cat {quote(str(fresh))} > {quote(path)}; " + _executable(path, text))
        fresh.unlink()

    def configure(self, path: str, section: str, option: str, value: str | None) -> None:
        """Set an option of an INI file of the node, or take it out (None)."""
        self.write(path, with_option(self.read(path), section, option, value))

    def nova(self, section: str, option: str, value: str | None) -> None:
        """Set an option of nova.conf; restart what reads it."""
        self.configure("/etc/nova/nova.conf", section, option, value)

    def restart(self, *programs: str) -> None:
        """Restart programs, now and after healing."""
        for program in programs:
            self._chart.note({"undo": "restart", "program": program})
        for program in programs:
            Supervisor(self.node).restart(program)

    def stop(self, program: str) -> None:
        """Stop a program."""
        self._chart.note({"undo": "start", "program": program})
        Supervisor(self.node).stop(program)

    def hang(self, program: str) -> None:
        """Have a program stand still, as one that hangs does: it is there and answers nothing."""
        self._chart.note({"undo": "signal", "program": program, "signal": "CONT"})
        Supervisor(self.node).signal(program, "STOP")

    def refuse(self, chain: str, rule: str) -> None:
        """Put a rule first in a chain of the node's packet filter. :param rule: iptables' words, with its -j"""
        self.change(f"iptables -w -I {chain} {rule}", f"while iptables -w -D {chain} {rule} 2>/dev/null; do :; done")

    def ask(self, service: str, method: str, path: str, body: Any, undo: tuple[str, str, Any], microversion: str | None = None) -> Any:
        """A request to the cloud, and the request that undoes it (method, path, body), which must do no harm when it is sent twice.

        :param service: as openstacksdk calls its API: compute, network ...
        :returns: the response
        """
        undo_method, undo_path, undo_body = undo
        self._chart.note(
            {
                "undo": "request",
                "service": service,
                "method": undo_method,
                "path": undo_path,
                "body": undo_body,
                "microversion": microversion,
            }
        )
        return send(self.cloud, service, method, path, body, microversion)


def send(cloud: Any, service: str, method: str, path: str, body: Any, microversion: str | None) -> Any:
    """One request to an API of the cloud. :raises openstack.exceptions.HttpException: it refuses"""
    from openstack.exceptions import raise_from_response

    options = {} if body is None else {"json": body}
    response = getattr(cloud, service).request(path, method, microversion=microversion, **options)
    raise_from_response(response)
    return response


def _executable(path: str, text: str) -> str:
    return f'[ -n "$existed" ] || chmod 755 {quote(path)}' if text.startswith("#!") else ":"
