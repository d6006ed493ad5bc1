"""The containers of the control plane."""

from lab.kolla import tls
from lab.kolla.container import ConfigFile, Container
from lab.kolla.ovn import PLUGIN, control_containers
from lab.layout import CONTROL, NetworkBackend
from lab.services.api import Api
from lab.services.control import DATABASE_DIRECTORY, apis
from lab.services.nova_programs import GRACEFUL_SHUTDOWN, threading
from lab.services.ovn import WORKERS_OF_THE_API
from lab.services.rendering import Renderer

_RABBITMQ = "/var/lib/rabbitmq"
_CONFIGURATION = {
    "keystone": ("keystone", "keystone.conf"),
    "placement-api": ("placement", "placement.conf"),
    "glance-api": ("glance", "glance-api.conf"),
    "neutron-api": ("neutron", "neutron.conf"),
    "nova-api": ("nova", "nova.conf"),
    "nova-metadata": ("nova", "nova.conf"),
}
"""By API: whose directory below /etc, and the name of the file in it."""

_NAMES = {"neutron-api": "neutron-server"}
"""What Kolla calls an API, where that is not the lab's name."""

_PIPELINES = ("nova", "neutron", "glance")
_VOLUMES = {
    "keystone": tuple(f"/etc/keystone/{keys}:/etc/keystone/{keys}" for keys in ("fernet-keys", "credential-keys")),
    "glance-api": ("glance:/var/lib/glance/",),
}


def containers(renderer: Renderer) -> tuple[Container, ...]:
    """Every container of the control plane."""
    more = control_containers(renderer) if renderer.network is NetworkBackend.OVN else ()
    return (*_backends(renderer), *(_api(renderer, api) for api in apis(renderer)), *_workers(renderer), *more)


def _backends(renderer: Renderer) -> tuple[Container, ...]:
    rabbit = {
        "RABBITMQ_NODENAME": f"rabbit@{CONTROL}",
        "RABBITMQ_CONFIG_FILE": "/etc/rabbitmq/rabbitmq.conf",
        "RABBITMQ_MNESIA_BASE": f"{_RABBITMQ}/mnesia",
        "RABBITMQ_LOG_BASE": "/var/log/kolla/rabbitmq",
        "RABBITMQ_ENABLEDPLUGINS_FILE": "/etc/rabbitmq/enabled_plugins",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        "HOME": _RABBITMQ,
    }
    database = renderer.render("mariadb.cnf", CONTROL, database_directory=DATABASE_DIRECTORY, log="/var/log/kolla/mariadb/mariadb.log")
    return (
        Container(
            program="mariadb",
            name="mariadb",
            service="mariadb",
            command="/usr/sbin/mariadbd --defaults-file=/etc/mysql/my.cnf",
            log="/var/log/kolla/mariadb/mariadb.log",
            user="mysql",
            files=(ConfigFile("/etc/mysql/my.cnf", database, "mysql"),),
            volumes=(f"{DATABASE_DIRECTORY}:{DATABASE_DIRECTORY}", "/run/mysqld:/run/mysqld"),
        ),
        Container(
            program="rabbitmq",
            name="rabbitmq",
            service="rabbitmq",
            command="/usr/lib/rabbitmq/bin/rabbitmq-server",
            log="/var/log/kolla/rabbitmq/rabbitmq.log",
            files=(
                ConfigFile("/etc/rabbitmq/rabbitmq.conf", renderer.render("rabbitmq.conf", CONTROL)),
                ConfigFile("/etc/rabbitmq/enabled_plugins", "[].\n"),
            ),
            volumes=(f"rabbitmq:{_RABBITMQ}/",),
            environment=rabbit,
        ),
        Container(
            program="memcached",
            name="memcached",
            service="memcached",
            command=f"/usr/bin/memcached -u nobody -m 64 -l {renderer.layout.address(CONTROL)}",
            log="/var/log/kolla/memcached/memcached.log",
        ),
    )


def _api(renderer: Renderer, api: Api) -> Container:
    directory, name = _CONFIGURATION[api.name]
    service = _NAMES.get(api.name, api.name)
    log = f"/var/log/kolla/{directory}/{service}.log"
    owner = "nova" if directory == "nova" else "root"
    gunicorn = renderer.render("gunicorn.py", CONTROL, port=api.port, application=api.application, name=api.name)
    return Container(
        program=api.name,
        name=service.replace("-", "_"),
        service=service,
        command="gunicorn",
        log=log,
        user=owner,
        files=(
            ConfigFile(f"/etc/{directory}/{name}", renderer.render(name, CONTROL, log_file=log), owner),
            ConfigFile(f"/etc/gunicorn/{api.name}.py", gunicorn, owner),
            *tls.of_api(renderer, owner),
            *(_plugin(renderer) if directory == "neutron" else ()),
            *_pipelines(renderer, directory, owner),
        ),
        volumes=_VOLUMES.get(api.name, ()),
        directories=_state(directory),
        environment={
            # as arguments they would be read by services that parse sys.argv when they are imported
            "GUNICORN_CMD_ARGS": f"--config=/etc/gunicorn/{api.name}.py",
            "OS_NEUTRON_CONFIG_FILES": f"neutron.conf;{PLUGIN}",
            **WORKERS_OF_THE_API,
            **threading(renderer.release),
        },
        health=f"curl --silent --max-time 10 --output /dev/null {tls.TRUST if renderer.tls else ''}{renderer.api_url(api.port)}/",
    )


def _workers(renderer: Renderer) -> tuple[Container, ...]:
    return (
        *(
            Container(
                program=program,
                name=program.replace("-", "_"),
                service=program,
                command=program,
                log=f"/var/log/kolla/nova/{program}.log",
                user="nova",
                files=(
                    ConfigFile(
                        "/etc/nova/nova.conf",
                        renderer.render("nova.conf", CONTROL, log_file=f"/var/log/kolla/nova/{program}.log"),
                        "nova",
                    ),
                    *tls.of_client(renderer),
                ),
                directories=("/var/lib/nova", "/run/nova"),
                environment=threading(renderer.release),
                health=f"healthcheck_port {program} 5672",
                stop_seconds=GRACEFUL_SHUTDOWN,
            )
            for program in ("nova-conductor", "nova-scheduler")
        ),
        Container(
            program="neutron-rpc-server",
            name="neutron_rpc_server",
            service="neutron-rpc-server",
            command=f"neutron-rpc-server --config-file /etc/neutron/neutron.conf --config-file {PLUGIN}",
            log="/var/log/kolla/neutron/neutron-rpc-server.log",
            files=(
                ConfigFile(
                    "/etc/neutron/neutron.conf",
                    renderer.render("neutron.conf", CONTROL, log_file="/var/log/kolla/neutron/neutron-rpc-server.log"),
                ),
                *_plugin(renderer),
                *_pipelines(renderer, "neutron"),
                *tls.of_client(renderer),
            ),
            directories=_state("neutron"),
            health="healthcheck_port neutron-rpc-server 5672",
        ),
    )


def _pipelines(renderer: Renderer, directory: str, owner: str = "root") -> list[ConfigFile]:
    """From the service's package."""
    found = sorted((renderer.environment / "etc" / directory).glob("*-paste.ini")) if directory in _PIPELINES else []
    return [ConfigFile(f"/etc/{directory}/{pipeline.name}", pipeline.read_text(), owner) for pipeline in found]


def _plugin(renderer: Renderer) -> tuple[ConfigFile]:
    return (ConfigFile(PLUGIN, renderer.render("ml2_conf.ini", CONTROL)),)


def _state(directory: str) -> tuple[str, ...]:
    stores = tuple(f"/var/lib/glance/{store}" for store in ("images", "staging", "tasks")) if directory == "glance" else ()
    return (f"/var/lib/{directory}", f"/run/{directory}", *stores)
