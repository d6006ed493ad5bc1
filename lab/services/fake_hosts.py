"""A fake compute host: Nova's compute service with Nova's own fake virt driver, where the suite itself is measured with many hosts.

Nova, Placement and Neutron treat it as any other; it runs no guest, and has no libvirt and no switch. What would ask those is answered
by two stand-ins: an L2 agent that only reports, and a virsh that knows what Nova's database says.
"""

from pathlib import Path

from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION, Program, configuration
from lab.services import compute, ssh
from lab.services.commands import offer_commands
from lab.services.rendering import Renderer

_STAND_INS = Path(__file__).parent / "stand_ins"
_AGENT = "/usr/local/lib/reporting_agent.py"


def programs(renderer: Renderer) -> tuple[Program, ...]:
    """Every program of a fake compute host."""
    binaries = renderer.environment / "bin"
    agent = f"{binaries}/python {_AGENT} --config-file /etc/neutron/neutron.conf"
    return (
        ssh.PROGRAM,
        compute.nova_compute(renderer),
        Program("neutron-openvswitch-agent", agent, "/var/log/neutron/neutron-openvswitch-agent.log"),
    )


def write_files(node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
    """Write every file of a fake compute host; as for a real one."""
    node.write(CONFIGURATION, configuration(programs(renderer)))
    offer_commands(node, renderer.environment)
    node.write("/etc/nova/nova.conf", renderer.render("nova.conf", node.name, compute_driver="fake.FakeDriver"), mode=0o600)
    node.write("/etc/neutron/neutron.conf", renderer.render("neutron.conf", node.name), mode=0o600)
    compute.write_access(node, renderer, ssh_key=ssh_key, peers=peers)
    node.write(_AGENT, (_STAND_INS / "reporting_agent.py").read_text())
    node.write("/usr/local/bin/virsh", (_STAND_INS / "virsh.sh").read_text(), mode=0o755)
    node.write("/root/.my.cnf", renderer.render("my.cnf", node.name), mode=0o600)
    for directory in ("/var/log/nova", "/var/log/neutron", "/var/log/supervisor", "/var/lib/nova/instances", "/run/nova", "/run/neutron"):
        node.file(directory).mkdir(parents=True, exist_ok=True)
