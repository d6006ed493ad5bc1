"""OVN, in a lab with `--network ovn`: its databases and ovn-northd on the control plane, ovn-controller and the metadata agent on hosts.

Options and settings are those of Kolla-Ansible: ansible/roles/ovn-db, ansible/roles/ovn-controller, ansible/roles/neutron (1a681814e).
"""

from lab.layout import CONTROL
from lab.nodes.node import Node
from lab.nodes.supervision import Program
from lab.services.api import Api
from lab.services.rendering import Renderer
from lab.wait import wait_for

NORTHBOUND, SOUTHBOUND = ("ovn-nb-db", "ovn-sb-db")
DATABASES = (NORTHBOUND, SOUTHBOUND)
NORTHD = "ovn-northd"
CONTROLLER = "ovn-controller"
METADATA_AGENT = "neutron-ovn-metadata-agent"
AGENTS = (CONTROLLER, METADATA_AGENT)
SERVERS = ("neutron-periodic-workers", "neutron-ovn-maintenance-worker")
"""Programs of Neutron's server that are none of its API's or RPC server's."""

METADATA = Api("nova-metadata", 8775, "nova.wsgi.metadata:application", "/var/log/nova/nova-metadata.log")
METADATA_CONFIGURATION = "/etc/neutron/neutron_ovn_metadata_agent.ini"
WORKERS_OF_THE_API = {"ASGI_WORKERS": "1"}
"""For Neutron's API, whose workers share OVN's events: of gunicorn it cannot learn how many there are, and then drops all of them."""

LOGS = "/var/log/ovn"
DIRECTORIES = (LOGS, "/var/lib/lab-ovn", "/run/ovn")
"""Not /var/lib/ovn: a node would see the machine's own databases."""

_PORTS = {"nb": 6641, "sb": 6642}
_PROBE = 60000
"""Milliseconds after which a database asks a silent client whether it is still there."""

_SWITCH = "unix:/run/openvswitch/db.sock"


def database(which: str, renderer: Renderer, directory: str, *options: str) -> str:
    """The command of a database: a cluster of one server, as Kolla-Ansible has a cluster of as many as there are control hosts.

    :param which: nb or sb
    :param directory: where its file is
    :param options: more of ovn-ctl's words
    """
    words = [f"--db-{which}-cluster-local-addr={renderer.layout.address(CONTROL)}"]
    words += [f"--db-{which}-sock=/run/ovn/ovn{which}_db.sock", f"--db-{which}-pidfile=/run/ovn/ovn{which}_db.pid"]
    words += [f"--db-{which}-file={directory}/ovn{which}.db"]
    return " ".join(["/usr/share/ovn/scripts/ovn-ctl", f"run_{which}_ovsdb", *words, *options])


def northd(renderer: Renderer, *options: str) -> str:
    """The command of ovn-northd. :param options: more of its words"""
    databases = (f"--ovn{which}-db={remote(which, renderer)}" for which in _PORTS)
    sockets = ("--pidfile=/run/ovn/ovn-northd.pid", "--unixctl=/run/ovn/ovn-northd.ctl")
    return " ".join(["/usr/bin/ovn-northd", *options, *databases, *sockets])


def remote(which: str, renderer: Renderer) -> str:
    """Where a database answers. :param which: nb or sb"""
    return f"tcp:{renderer.layout.address(CONTROL)}:{_PORTS[which]}"


def control_programs(renderer: Renderer) -> tuple[Program, ...]:
    """What the control plane has beside its usual programs; the API of metadata is one of its APIs."""
    binaries = renderer.environment / "bin"
    return (
        *(
            Program(
                name,
                # all that it logs is kept where supervisord keeps what programs print
                database(which, renderer, "/var/lib/lab-ovn", f'"--ovn-{which}-log=-vconsole:info -vfile:off -vsyslog:off"'),
                f"{LOGS}/{name}.log",
            )
            for name, which in zip(DATABASES, _PORTS, strict=True)
        ),
        Program(NORTHD, northd(renderer), f"{LOGS}/{NORTHD}.log"),
        *(
            Program(server, f"{binaries}/{server} --config-file /etc/neutron/neutron.conf", f"/var/log/neutron/{server}.log")
            for server in SERVERS
        ),
    )


def host_programs(renderer: Renderer) -> tuple[Program, ...]:
    """What plugs ports on a compute host, and hands metadata to its guests."""
    files = f"--config-file /etc/neutron/neutron.conf --config-file {METADATA_CONFIGURATION}"
    return (
        Program(CONTROLLER, f"/usr/bin/ovn-controller {_SWITCH} --pidfile=/run/ovn/ovn-controller.pid", f"{LOGS}/{CONTROLLER}.log"),
        Program(METADATA_AGENT, f"{renderer.environment}/bin/{METADATA_AGENT} {files}", f"/var/log/neutron/{METADATA_AGENT}.log"),
    )


def publish_databases(node: Node) -> None:
    """Have the databases of a running control plane listen for other hosts. :raises LabError: one does not answer"""
    for which, port in _PORTS.items():
        command = [f"ovn-{which}ctl", "--timeout=5", f"--db=unix:/run/ovn/ovn{which}_db.sock", f"--inactivity-probe={_PROBE}"]
        listen = [*command, "set-connection", f"ptcp:{port}:{node.layout.address(CONTROL)}"]
        wait_for(
            f"OVN's database {which} to answer (log: `python -m lab logs control ovn-{which}-db`)",
            # prints nothing
            lambda listen=listen: node.run(listen) is not None,  # type: ignore[misc]
            budget=60,
            interval=0.3,
        )


def settings(renderer: Renderer, name: str) -> dict[str, str]:
    """What OVN keeps in Open vSwitch's database of a compute host (external_ids), as a deployment sets it."""
    return {
        "system-id": name,
        "hostname": name,
        "ovn-remote": remote("sb", renderer),
        "ovn-encap-type": "geneve",
        "ovn-encap-ip": str(renderer.layout.address(name)),
        "ovn-bridge-mappings": "provider:br-provider",
        # the machine's kernel has no module of Open vSwitch
        "ovn-bridge-datapath-type": "netdev",
        "ovn-remote-probe-interval": str(_PROBE),
        "ovn-openflow-probe-interval": "60",
        "ovn-monitor-all": "false",
    }


def configure_switch(node: Node, renderer: Renderer) -> None:
    """Tell the running Open vSwitch of a compute host what ovn-controller reads there, and make the integration bridge."""
    ids = [f"external_ids:{key}={value}" for key, value in settings(renderer, node.name).items()]
    # a colon or an equals sign ends a value unless it is quoted
    quoted = [f'{word.partition("=")[0]}="{word.partition("=")[2]}"' for word in ids]
    bridge = ["--", "--may-exist", "add-br", "br-int", "--", "set", "bridge", "br-int", "datapath_type=netdev", "fail_mode=secure"]
    node.run(["ovs-vsctl", f"--db={_SWITCH}", "set", "Open_vSwitch", ".", *quoted, *bridge])
