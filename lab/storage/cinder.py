"""Cinder on the control plane: API, scheduler, and the volume service with its driver of RBD."""

from lab.layout import CONTROL
from lab.nodes.supervision import Program
from lab.services.api import Api
from lab.services.files import NodeFile
from lab.services.rendering import Renderer

DATABASE = "cinder"
API = Api("cinder-api", 8776, "cinder.wsgi.api:application", "/var/log/cinder/cinder-api.log")
SCHEDULER, VOLUME = WORKERS = ("cinder-scheduler", "cinder-volume")
COMMANDS = ("cinder-manage", "cinder-status")
DIRECTORIES = ("/var/log/cinder", "/var/lib/cinder", "/run/cinder")


def programs(renderer: Renderer) -> tuple[Program, ...]:
    """What runs beside its API."""
    return tuple(
        Program(name, f"{renderer.environment}/bin/{name} --config-file /etc/cinder/cinder.conf", f"/var/log/cinder/{name}.log")
        for name in WORKERS
    )


def files(renderer: Renderer) -> tuple[NodeFile, ...]:
    """Its configuration; pipelines and filters from its package."""
    shipped = renderer.environment / "etc" / "cinder"
    return (
        NodeFile("/etc/cinder/cinder.conf", renderer.render("cinder.conf", CONTROL), 0o600),
        *(
            NodeFile(f"/etc/cinder/{path.name}", path.read_text())
            for path in (shipped / "api-paste.ini", shipped / "resource_filters.json")
        ),
    )
