"""Nova's services have reported a short time ago."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import nova_file
from conformance.model.invariant import About

ABOUT = About(
    cause="messaging-timeout",
    why="Nova calls a service up for a minute after its last word; a report that is nearly that old tells of a bus or database in trouble.",
    remedy="Look at RabbitMQ's queues and partitions, and at the database's load; then at the service's log.",
    practice="Watch the age of the services' heartbeats.",
    source=(nova_file("nova/conf/service.py", "report_interval, service_down_time"),),
)


def check_cloud(cloud: Cloud) -> None:
    """Every service that is up has reported within service_down_time, by the clock of Nova's API."""
    cloud.require("services")
    now, most = cloud.facts.gathered, cloud.thresholds.heartbeat_seconds
    ages = {
        f"{service.binary} on {service.host}": (now - service.reported).total_seconds()
        for service in cloud.facts.services
        if service.up and service.enabled and service.reported
    }
    old = [f"{name} ({age:.0f} s)" for name, age in ages.items() if age > most]
    if old:
        raise CloudFault(f"every service that is up reported within {most} s", some(old))
