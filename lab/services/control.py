"""The control plane: its files, its programs, and the order they can start in."""

from pathlib import Path

from lab.layout import CONTROL, NetworkBackend
from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION, Program, configuration
from lab.services import certificates, ovn, ssh
from lab.services.api import Api
from lab.services.commands import offer_commands
from lab.services.files import NETWORK, RELEASE, STORAGE, NodeFile, debian_file, tls_file
from lab.services.files import write_files as write_node_files
from lab.services.nova_programs import GRACEFUL_SHUTDOWN, threading
from lab.services.rendering import KEYSTONE_PORT, Renderer
from lab.storage import cinder, clients

APIS = (
    Api("keystone", KEYSTONE_PORT, "keystone.wsgi.api:application", "/var/log/keystone/keystone.log"),
    Api("placement-api", 8778, "placement.wsgi.api:application", "/var/log/placement/placement-api.log"),
    Api("glance-api", 9292, "glance.wsgi.api:application", "/var/log/glance/glance-api.log"),
    Api("neutron-api", 9696, "neutron.wsgi.api:application", "/var/log/neutron/neutron-api.log"),
    Api("nova-api", 8774, "nova.wsgi.osapi_compute:application", "/var/log/nova/nova-api.log"),
)

BACKENDS = ("sshd", "mariadb", "rabbitmq", "memcached")
WORKERS = ("neutron-rpc-server", "nova-conductor", "nova-scheduler")
DATABASES = ("keystone", "placement", "glance", "neutron", "nova_api", "nova", "nova_cell0")

DATABASE_DIRECTORY = "/var/lib/lab-mysql"
"""Not /var/lib/mysql: Debian's package fills that one on the machine, and a node would see it."""


def apis(renderer: Renderer) -> tuple[Api, ...]:
    """The APIs of this lab's control plane."""
    volumes = (cinder.API,) if renderer.storage.has_volumes else ()
    return (*APIS, *volumes, *((ovn.METADATA,) if renderer.network is NetworkBackend.OVN else ()))


def databases(renderer: Renderer) -> tuple[str, ...]:
    """The databases of its services."""
    return (*DATABASES, cinder.DATABASE) if renderer.storage.has_volumes else DATABASES


def backends(renderer: Renderer) -> tuple[str, ...]:
    """The programs that no other waits for, by name."""
    return (*BACKENDS, *ovn.DATABASES) if renderer.network is NetworkBackend.OVN else BACKENDS


def workers(renderer: Renderer) -> tuple[str, ...]:
    """The programs that wait for messages, or for OVN's databases, by name."""
    volumes = cinder.WORKERS if renderer.storage.has_volumes else ()
    return (*WORKERS, *volumes, *((ovn.NORTHD, *ovn.SERVERS) if renderer.network is NetworkBackend.OVN else ()))


def programs(renderer: Renderer) -> tuple[Program, ...]:
    """Every program of the control plane."""
    binaries = renderer.environment / "bin"
    threads = threading(renderer.release)
    rabbit = {
        "RABBITMQ_NODENAME": f"rabbit@{CONTROL}",
        "RABBITMQ_CONFIG_FILE": "/etc/rabbitmq/lab.conf",
        "RABBITMQ_MNESIA_BASE": "/var/lib/lab-rabbitmq",
        "RABBITMQ_LOG_BASE": "/var/log/rabbitmq",
        "RABBITMQ_ENABLED_PLUGINS_FILE": "/etc/rabbitmq/lab_plugins",
        # two schedulers, and none of them spinning when idle: the cores belong to the guests
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        "HOME": "/var/lib/lab-rabbitmq",
    }
    return (
        ssh.PROGRAM,
        Program("mariadb", "/usr/sbin/mariadbd --defaults-file=/etc/lab-mariadb.cnf", "/var/log/mysql/mariadbd.log"),
        # first among equals: everything else waits for it to start
        # as root: Debian's wrapper would change to the rabbitmq user, whose home on this machine is another broker's
        Program("rabbitmq", "/usr/bin/nice -n -10 /usr/lib/rabbitmq/bin/rabbitmq-server", "/var/log/rabbitmq/rabbitmq.log", rabbit),
        Program("memcached", f"/usr/bin/memcached -u nobody -m 64 -l {renderer.layout.address(CONTROL)}", "/var/log/memcached.log"),
        *(
            Program(
                api.name,
                str(binaries / "gunicorn"),
                api.log,
                # as arguments they would be read by services that parse sys.argv when they are imported
                {
                    "GUNICORN_CMD_ARGS": f"--config=/etc/gunicorn/{api.name}.py",
                    "OS_NEUTRON_CONFIG_FILES": "neutron.conf",
                    **ovn.WORKERS_OF_THE_API,
                    **threads,
                },
            )
            for api in apis(renderer)
        ),
        Program(
            "neutron-rpc-server",
            f"{binaries}/neutron-rpc-server --config-file /etc/neutron/neutron.conf",
            "/var/log/neutron/neutron-rpc-server.log",
        ),
        Program("nova-conductor", str(binaries / "nova-conductor"), "/var/log/nova/nova-conductor.log", threads, GRACEFUL_SHUTDOWN),
        Program("nova-scheduler", str(binaries / "nova-scheduler"), "/var/log/nova/nova-scheduler.log", threads, GRACEFUL_SHUTDOWN),
        *(cinder.programs(renderer) if renderer.storage.has_volumes else ()),
        *(ovn.control_programs(renderer) if renderer.network is NetworkBackend.OVN else ()),
    )


def files(renderer: Renderer) -> tuple[NodeFile, ...]:
    """Every file of the control plane that follows from the release of its services."""
    rendered = (
        ("keystone.conf", "/etc/keystone/keystone.conf"),
        ("placement.conf", "/etc/placement/placement.conf"),
        ("glance-api.conf", "/etc/glance/glance-api.conf"),
        ("neutron.conf", "/etc/neutron/neutron.conf"),
        ("nova.conf", "/etc/nova/nova.conf"),
        ("rabbitmq.conf", "/etc/rabbitmq/lab.conf"),
    )
    return (
        NodeFile(RELEASE, f"{renderer.release}\n"),
        NodeFile(NETWORK, f"{renderer.network}\n"),
        NodeFile(STORAGE, f"{renderer.storage}\n"),
        tls_file(renderer.tls),
        debian_file(renderer.root),
        NodeFile(CONFIGURATION, configuration(programs(renderer))),
        *(NodeFile(path, renderer.render(template, CONTROL), 0o600) for template, path in rendered),
        *((*clients.control_files(renderer), *cinder.files(renderer)) if renderer.storage.has_volumes else ()),
        # from their packages; distributions put them there too
        *(
            NodeFile(f"/etc/{service}/{pipeline.name}", pipeline.read_text())
            for service in ("nova", "neutron", "glance")
            for pipeline in sorted((renderer.environment / "etc" / service).glob("*-paste.ini"))
        ),
        *(
            NodeFile(
                f"/etc/gunicorn/{api.name}.py",
                renderer.render("gunicorn.py", CONTROL, port=api.port, application=api.application, name=api.name),
            )
            for api in apis(renderer)
        ),
    )


def write_files(node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
    """Write every configuration file of the control plane, and the directories its services expect.

    :param ssh_key: the private key with which the operator logs in
    """
    write_node_files(node, files(renderer))
    if renderer.tls:
        certificates.write_of_apis(node)
    ssh.write_files(node, renderer, ssh_key)
    offer_commands(node, renderer.environment, more=cinder.COMMANDS if renderer.storage.has_volumes else ())
    node.write("/etc/lab-mariadb.cnf", renderer.render("mariadb.cnf", node.name, database_directory=DATABASE_DIRECTORY))
    node.write("/etc/rabbitmq/lab_plugins", "[].\n")
    for directory in (
        *(f"/var/log/{service}" for service in ("keystone", "placement", "glance", "neutron", "nova", "rabbitmq", "mysql", "supervisor")),
        *(f"/var/lib/glance/{store}" for store in ("images", "staging", "tasks")),
        *("/var/lib/nova", "/var/lib/neutron", "/var/lib/lab-rabbitmq", "/run/mysqld", "/run/nova", "/run/neutron", "/run/glance"),
        *(cinder.DIRECTORIES if renderer.storage.has_volumes else ()),
        *(ovn.DIRECTORIES if renderer.network is NetworkBackend.OVN else ()),
    ):
        node.file(directory).mkdir(parents=True, exist_ok=True)
