"""A port is kept in Neutron for a server that there never was."""

from lab.access.cloud import NETWORK
from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_SERVER = "0d0d0d0d-0000-4000-8000-000000000005"


def inject(patient: Patient) -> None:
    """Make one."""
    network = patient.cloud.network.find_network(NETWORK, ignore_missing=False)
    port = patient.cloud.network.create_port(network_id=network.id)
    owner = {"port": {"device_id": _SERVER, "device_owner": "compute:nova"}}
    patient.ask("network", "PUT", f"/ports/{port.id}", owner, ("DELETE", f"/ports/{port.id}", None))


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONTROL)
