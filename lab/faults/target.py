"""A node that a fault is injected into. Every change notes how it is undone before it is made."""

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import Any

from lab.access.cloud import IMAGE, L2_AGENTS
from lab.errors import LabError
from lab.faults.ini import with_option
from lab.faults.undo_log import UndoLog
from lab.kolla.engine import Engine, engine_of
from lab.layout import CONTROL, is_compute
from lab.nodes.manager import ProgramManager
from lab.nodes.node import Node, running_nodes
from lab.services.administrator import connect_to
from lab.services.files import shape_of
from lab.shapes.deployment import manager_of
from lab.wait import wait_for

FORGET_IMAGES = "rm -f /var/lib/nova/instances/_base/*"


class FaultTarget:
    """What faults may do to a node. All changes are undone by `recover`, in reverse order; programs are restarted once, at its end."""

    def __init__(self, node: Node, undo_log: UndoLog) -> None:
        self.node = node
        self._undo_log = undo_log

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    @property
    def manager(self) -> ProgramManager:
        """What starts and stops the node's programs."""
        return manager_of(self.node)

    @property
    def engine(self) -> Engine:
        """The engine of the node's containers. :raises LabError: it has none"""
        return engine_of(shape_of(self.node))

    @property
    def others(self) -> list[str]:
        """The names of the other compute hosts."""
        return [node.name for node in running_nodes(self.node.layout) if is_compute(node.name) and node.name != self.name]

    @cached_property
    def cloud(self) -> Any:
        """A connection as the cloud's administrator."""
        return connect_to(self.node.layout)

    def address(self, name: str) -> str:
        """A node's address on the management network."""
        return str(self.node.layout.address(name))

    def sh(self, script: str, *, within: str | None = None) -> str:
        """What a shell script prints on the node; it changes nothing that is not kept.

        :param within: a program: the script sees the files that the program sees
        :raises LabError: it failed
        """
        return self.node.run([*_within(self.node, within), "sh", "-euc", script])

    def change(self, do: str, undo: str, *, on: str | None = None, within: str | None = None) -> None:
        """Run a shell script on the node. undo must do no harm when it is run twice, or when do was never run.

        :param on: another node on which both are run
        :param within: a program: both see the files, and what is mounted, as the program does
        """
        self._undo_log.note({"undo": "shell", "script": undo, "on": on or self.name, "within": within})
        node = Node(on or self.name, self.node.layout)
        node.run([*_within(node, within), "sh", "-euc", do])

    def keep(self, path: str) -> None:
        """Keep a file of the node as it is, to the byte, with mode and owner; one that does not exist is removed again."""
        copy = self._undo_log.copy_of(path)
        if copy.exists() or copy.with_suffix(".none").exists():
            return
        copy.parent.mkdir(exist_ok=True)
        unfinished = copy.with_suffix(".unfinished")
        self.sh(
            f"if [ -e {quote(path)} ]; then cp --archive {quote(path)} {quote(str(unfinished))} && mv {quote(str(unfinished))} "
            f"{quote(str(copy))}; else touch {quote(str(copy.with_suffix('.none')))}; fi"
        )
        self._undo_log.note({"undo": "restore", "path": path})

    def read(self, path: str) -> str:
        """The text of a file of the node."""
        return self.sh(f"cat {quote(path)}")

    def write(self, path: str, text: str) -> None:
        """Give a file of the node another text; a new one is executable where its text is a program."""
        self.keep(path)
        fresh = self._undo_log.directory / "fresh"
        fresh.write_text(text)
        # through the node: a file that is written below an overlay may not be seen in it
        self.sh(f"existed=; [ -e {quote(path)} ] && existed=yes; cat {quote(str(fresh))} > {quote(path)}; " + _executable(path, text))
        fresh.unlink()

    def configure(self, path: str, section: str, option: str, value: str | None) -> None:
        """Set an option of an INI file that a program reads at that path, or take it out (None)."""
        for written in self.manager.paths(path):
            self.write(written, with_option(self.read(written), section, option, value))

    def path(self, seen: str) -> str:
        """Where on the node a file lies that programs see at that path."""
        return self.manager.paths(seen)[0]

    def nova(self, section: str, option: str, value: str | None) -> None:
        """Set an option of nova.conf; restart what reads it."""
        self.configure("/etc/nova/nova.conf", section, option, value)

    def agent(self, section: str, option: str, value: str | None) -> None:
        """Set an option of the L2 agent's; restart it."""
        self.configure(self.manager.agent_configuration, section, option, value)

    def restart(self, *programs: str) -> None:
        """Restart programs, now and after recovery."""
        self.restart_later(*programs)
        self.manager.restart(*programs)

    def restart_later(self, *programs: str) -> None:
        """Restart programs after recovery, not now."""
        for program in programs:
            self._undo_log.note({"undo": "restart", "program": program})

    def recover_by(self, fault: str) -> None:
        """Note that the fault of that name does more than undo its changes when it is recovered."""
        self._undo_log.note({"undo": "recover", "fault": fault})

    def stop(self, program: str) -> None:
        """Stop a program."""
        self._undo_log.note({"undo": "start", "program": program})
        self.manager.kill(program)

    def hang(self, program: str) -> None:
        """Have a program stand still, as one that hangs does: it is there and answers nothing."""
        self._undo_log.note({"undo": "signal", "program": program, "signal": "CONT"})
        self.manager.signal(program, "STOP")

    def show_instead(self, path: str, change: str) -> None:
        """Cover a file that the kernel shows by one that says something else. :param change: sed's command (extended expressions)"""
        cover = f"/run/lab-cover{path.replace('/', '-')}"
        undo = f"while mountpoint -q {path}; do umount {path}; done; rm -f {cover}"
        self.change(f"sed -E {quote(change)} {path} > {cover}; mount --bind {cover} {path}", undo)

    def refuse(self, chain: str, rule: str) -> None:
        """Put a rule first in a chain of the node's packet filter. :param rule: iptables' words, with its -j"""
        self.change(f"iptables -w -I {chain} {rule}", f"while iptables -w -D {chain} {rule} 2>/dev/null; do :; done")

    def ask(self, service: str, method: str, path: str, body: Any, undo: tuple[str, str, Any], microversion: str | None = None) -> Any:
        """A request to the cloud, and the request that undoes it (method, path, body), which must do no harm when it is sent twice.

        :param service: as openstacksdk calls its API: compute, network ...
        :returns: the response
        """
        undo_method, undo_path, undo_body = undo
        self._undo_log.note(
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

    def create(self, service: str, kind: str, name: str, **attributes: Any) -> Any:
        """Make something in the cloud, by a name that nothing else has; recovery deletes what has the name.

        :param service: as openstacksdk calls its API; kind: as it calls the thing: network, image, flavor ...
        """
        self._undo_log.note({"undo": "delete", "service": service, "kind": kind, "name": name})
        return getattr(getattr(self.cloud, service), f"create_{kind}")(name=name, **attributes)

    def create_image(self, name: str, **properties: Any) -> None:
        """Register the lab's guest image once more, under that name and with further properties."""
        known = self.cloud.image.find_image(IMAGE)
        self.upload(name, self.node.layout.images / f"{known.properties['lab_build']}.qcow2", **properties)

    def upload(self, name: str, disk: Path, **properties: Any) -> None:
        """Register a file of this machine as an image."""
        self.create(
            "image", "image", name, filename=str(disk), disk_format="qcow2", container_format="bare", visibility="public", **properties
        )

    def scratch(self, name: str) -> Path:
        """Where a file may lie until the fault is recovered, on this machine."""
        return self._undo_log.directory / name

    def sql(self, do: str, undo: str) -> None:
        """A statement to the control plane's database, and the one that undoes it."""
        self.change(_mariadb(do), _mariadb(undo), on=CONTROL)

    def sql_value(self, question: str) -> str:
        """The one value that the control plane's database answers with."""
        return Node(CONTROL, self.node.layout).run(["sh", "-euc", _mariadb(question)]).strip()

    def drop_database_connections(self, database: str) -> None:
        """End what is connected to one of the control plane's databases."""
        known = self.sql_value("SELECT CONCAT(id, '@', COALESCE(db, '')) FROM information_schema.processlist")
        ids = [line.partition("@")[0] for line in known.splitlines() if line.endswith("@" + database)]
        for id in ids:
            with suppress(LabError):
                self.sql_value(f"KILL {id}")

    def provider(self) -> str:
        """The id of the host's resource provider in Placement."""
        found = self.cloud.placement.get(f"/resource_providers?name={self.name}").json()["resource_providers"]
        return str(found[0]["uuid"])

    def inventory(self, resource: str) -> dict[str, Any]:
        """What Placement knows of a resource of the host."""
        found: dict[str, Any] = self.cloud.placement.get(f"/resource_providers/{self.provider()}/inventories/{resource}").json()
        return found

    def await_inventory(self, resource: str, most: int) -> None:
        """Wait until Placement has at most that much of a resource to give."""

        def little() -> bool:
            known = self.inventory(resource)
            return bool(known["total"] - known["reserved"] <= most)

        wait_for(f"Placement to know of at most {most} {resource} on {self.name}", little, budget=90, interval=1)

    def await_service(self, state: str) -> None:
        """Wait until Nova calls the host's nova-compute up or down; up: by a report that came after this was asked for."""

        def service() -> Any:
            return next(self.cloud.compute.services(binary="nova-compute", host=self.name))

        before = service().updated_at

        def is_so() -> bool:
            now = service()
            return bool(now.state == state and (state != "up" or now.updated_at != before))

        wait_for(f"nova-compute on {self.name} to be {state}", is_so, budget=120, interval=1)

    def await_mapping(self, network: str, *, there: bool) -> None:
        """Wait until Neutron knows, or does not know, a mapping of the host for a physical network."""

        def is_so() -> bool:
            agent = next(agent for agent in self.cloud.network.agents(host=self.name) if agent.binary in L2_AGENTS)
            told = agent.configuration
            return (network in (told.get("bridge_mappings") or told.get("bridge-mappings") or "")) == there

        wait_for(f"Neutron to know the mappings of {self.name}", is_so, budget=90, interval=1)

    def next_server_number(self) -> int:
        """The number from which Nova makes the name of the next server's domain."""
        return int(self.sql_value("SELECT COALESCE(MAX(id), 0) + 1 FROM nova.instances"))


def send(cloud: Any, service: str, method: str, path: str, body: Any, microversion: str | None) -> Any:
    """One request to an API of the cloud. :raises openstack.exceptions.HttpException: it refuses"""
    from openstack.exceptions import raise_from_response

    options = {} if body is None else {"json": body}
    response = getattr(cloud, service).request(path, method, microversion=microversion, **options)
    raise_from_response(response)
    return response


def _within(node: Node, program: str | None) -> list[str]:
    return [] if program is None else manager_of(node).within(program)


def _executable(path: str, text: str) -> str:
    return f'[ -n "$existed" ] || chmod 755 {quote(path)}' if text.startswith("#!") else ":"


def _mariadb(statement: str) -> str:
    return f"mariadb --socket=/run/mysqld/mysqld.sock -N -e {quote(statement)}"
