"""The units of the control plane."""

from lab.layout import CONTROL
from lab.packaged.unit import ServiceUnit
from lab.services.api import Api
from lab.services.control import APIS, DATABASE_DIRECTORY
from lab.services.files import NodeFile
from lab.services.nova_programs import GRACEFUL_SHUTDOWN, threading
from lab.services.rendering import Renderer

BROKER_DIRECTORY = "/var/lib/lab-rabbitmq"
"""Not /var/lib/rabbitmq: Debian's package fills that one on the machine, and a node would see it."""

_CONFIGURATION = {
    "keystone": "keystone.conf",
    "placement": "placement.conf",
    "glance": "glance-api.conf",
    "neutron": "neutron.conf",
    "nova": "nova.conf",
}
"""The name of each service's file in its directory below /etc."""

_PLUGIN = "/etc/neutron/plugins/ml2/ml2_conf.ini"


def units(renderer: Renderer) -> tuple[ServiceUnit, ...]:
    """Every unit of the control plane."""
    return (*_backends(renderer), *(_api(renderer, api) for api in APIS), *_workers(renderer))


def _backends(renderer: Renderer) -> tuple[ServiceUnit, ...]:
    rabbit = {
        "RABBITMQ_NODENAME": f"rabbit@{CONTROL}",
        "RABBITMQ_CONFIG_FILE": "/etc/rabbitmq/lab.conf",
        "RABBITMQ_MNESIA_BASE": BROKER_DIRECTORY,
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_ENABLED_PLUGINS_FILE": "/etc/rabbitmq/lab_plugins",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        "HOME": BROKER_DIRECTORY,
    }
    database = renderer.render("mariadb.cnf", CONTROL, database_directory=DATABASE_DIRECTORY)
    return (
        ServiceUnit(
            program="mariadb",
            name="mariadb",
            command="/usr/sbin/mariadbd --defaults-file=/etc/lab-mariadb.cnf",
            user="mysql",
            files=(NodeFile("/etc/lab-mariadb.cnf", database),),
        ),
        ServiceUnit(
            program="rabbitmq",
            name="rabbitmq-server",
            command="/usr/lib/rabbitmq/bin/rabbitmq-server",
            files=(
                NodeFile("/etc/rabbitmq/lab.conf", renderer.render("rabbitmq.conf", CONTROL)),
                NodeFile("/etc/rabbitmq/lab_plugins", "[].\n"),
            ),
            environment=rabbit,
            settings=("Nice=-10",),
        ),
        ServiceUnit(
            program="memcached",
            name="memcached",
            command=f"/usr/bin/memcached -m 64 -l {renderer.layout.address(CONTROL)}",
            user="memcache",
        ),
    )


def _api(renderer: Renderer, api: Api) -> ServiceUnit:
    service = api.name.removesuffix("-api")
    gunicorn = renderer.render("gunicorn.py", CONTROL, port=api.port, application=api.application, name=api.name)
    return ServiceUnit(
        program=api.name,
        name=api.name,
        command=f"{renderer.environment}/bin/gunicorn",
        user=service,
        files=(NodeFile(f"/etc/gunicorn/{api.name}.py", gunicorn), *_configuration(renderer, service)),
        environment={
            # as arguments they would be read by services that parse sys.argv when they are imported
            "GUNICORN_CMD_ARGS": f"--config=/etc/gunicorn/{api.name}.py",
            "OS_NEUTRON_CONFIG_FILES": f"neutron.conf;{_PLUGIN}",
            **threading(renderer.release),
        },
    )


def _workers(renderer: Renderer) -> tuple[ServiceUnit, ...]:
    binaries = renderer.environment / "bin"
    return (
        *(
            ServiceUnit(
                program=program,
                name=program,
                command=f"{binaries}/{program} --config-file /etc/nova/nova.conf",
                user="nova",
                environment=threading(renderer.release),
                stop_seconds=GRACEFUL_SHUTDOWN,
            )
            for program in ("nova-conductor", "nova-scheduler")
        ),
        ServiceUnit(
            program="neutron-rpc-server",
            name="neutron-rpc-server",
            command=f"{binaries}/neutron-rpc-server --config-file /etc/neutron/neutron.conf --config-file {_PLUGIN}",
            user="neutron",
        ),
    )


def _configuration(renderer: Renderer, service: str) -> tuple[NodeFile, ...]:
    """Its files below /etc, and pipelines from its package."""
    name = _CONFIGURATION[service]
    plugin = (NodeFile(_PLUGIN, renderer.render("ml2_conf.ini", CONTROL), 0o640),) if service == "neutron" else ()
    return (
        NodeFile(f"/etc/{service}/{name}", renderer.render(name, CONTROL), 0o640),
        *plugin,
        *(
            NodeFile(f"/etc/{service}/{pipeline.name}", pipeline.read_text())
            for pipeline in sorted((renderer.environment / "etc" / service).glob("*-paste.ini"))
        ),
    )
