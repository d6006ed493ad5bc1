"""The containers of OVN: what Kolla-Ansible has with neutron_plugin_agent: ovn, but for the relays of the southbound database.

Source: Kolla-Ansible, ansible/roles/{ovn-db,ovn-controller,neutron,nova}/defaults/main.yml and their templates (1a681814e).
"""

from lab.kolla.container import ConfigFile, Container
from lab.layout import CONTROL
from lab.services import ovn
from lab.services.rendering import Renderer

_RUN = "/run/ovn:/run/ovn:shared"
_SWITCH = "/run/openvswitch:/run/openvswitch:shared"
_LOG = "/var/log/kolla/openvswitch/{}.log"
_SHARED_MEMORY = "/dev/shm:/dev/shm"  # noqa: S108 - as Kolla mounts it
PLUGIN = "/etc/neutron/plugins/ml2/ml2_conf.ini"
_NAMES = {"neutron-periodic-workers": "neutron_periodic_worker", "neutron-ovn-maintenance-worker": "neutron_ovn_maintenance_worker"}
"""What Kolla calls the containers of Neutron's servers."""

_PORTS = {"neutron-periodic-workers": 3306, "neutron-ovn-maintenance-worker": 6641}
"""To what each of them must be connected to be healthy."""


def control_containers(renderer: Renderer) -> tuple[Container, ...]:
    """Those of the control plane; the API of metadata is one of its APIs."""
    return (
        *(_database(renderer, which) for which in ("nb", "sb")),
        Container(
            program=ovn.NORTHD,
            name="ovn_northd",
            service=ovn.NORTHD,
            command=ovn.northd(renderer, "-vconsole:emer", "-vsyslog:err", "-vfile:info", f"--log-file={_LOG.format(ovn.NORTHD)}"),
            log=_LOG.format(ovn.NORTHD),
            volumes=(_RUN,),
            environment={"OVN_NB_DB": ovn.remote("nb", renderer), "OVN_SB_DB": ovn.remote("sb", renderer)},
        ),
        *(_server(renderer, program) for program in ovn.SERVERS),
    )


def host_containers(renderer: Renderer, node: str) -> tuple[Container, ...]:
    """Those of the compute host of that name."""
    agent = f"/var/log/kolla/neutron/{ovn.METADATA_AGENT}.log"
    files = f"--config-file /etc/neutron/neutron.conf --config-file {ovn.METADATA_CONFIGURATION}"
    controller = _LOG.format(ovn.CONTROLLER)
    return (
        Container(
            program=ovn.CONTROLLER,
            name="ovn_controller",
            service=ovn.CONTROLLER,
            command=f"/usr/bin/ovn-controller --pidfile=/run/ovn/ovn-controller.pid --log-file={controller} tcp:127.0.0.1:6640",
            log=controller,
            volumes=(_SWITCH, _RUN),
        ),
        Container(
            program=ovn.METADATA_AGENT,
            name="neutron_ovn_metadata_agent",
            service=ovn.METADATA_AGENT,
            command=f"{ovn.METADATA_AGENT} {files}",
            log=agent,
            files=(
                ConfigFile("/etc/neutron/neutron.conf", renderer.render("neutron.conf", node, log_file=agent)),
                ConfigFile(ovn.METADATA_CONFIGURATION, renderer.render("neutron_ovn_metadata_agent.ini", node)),
            ),
            volumes=("neutron_metadata_socket:/var/lib/neutron/", _SWITCH, "/run/netns:/run/netns:shared", _SHARED_MEMORY),
            directories=("/var/lib/neutron", "/run/neutron"),
            privileged=True,
            health=f"healthcheck_port {ovn.METADATA_AGENT} 6640",
        ),
    )


def _database(renderer: Renderer, which: str) -> Container:
    name = f"ovn-{which}-db"
    directory = f"/var/lib/openvswitch/ovn-{which}"
    return Container(
        program=name,
        name=name.replace("-", "_"),
        service=name,
        command=ovn.database(which, renderer, directory, f"--ovn-{which}-logfile={_LOG.format(name)}"),
        log=_LOG.format(name),
        volumes=(f"ovn_{which}_db:{directory}/", _RUN),
        environment={f"OVN_{which.upper()}_DB": ovn.remote(which, renderer)},
    )


def _server(renderer: Renderer, program: str) -> Container:
    log = f"/var/log/kolla/neutron/{program}.log"
    pipelines = sorted((renderer.environment / "etc" / "neutron").glob("*-paste.ini"))
    return Container(
        program=program,
        name=_NAMES[program],
        service=_NAMES[program].replace("_", "-"),
        command=f"{program} --config-file /etc/neutron/neutron.conf --config-file {PLUGIN}",
        log=log,
        files=(
            ConfigFile("/etc/neutron/neutron.conf", renderer.render("neutron.conf", CONTROL, log_file=log)),
            ConfigFile(PLUGIN, renderer.render("ml2_conf.ini", CONTROL)),
            *(ConfigFile(f"/etc/neutron/{pipeline.name}", pipeline.read_text()) for pipeline in pipelines),
        ),
        volumes=(_SHARED_MEMORY,),
        directories=("/var/lib/neutron", "/run/neutron"),
        health=f"healthcheck_port {program} {_PORTS[program]}",
    )
