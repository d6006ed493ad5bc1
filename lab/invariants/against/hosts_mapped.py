"""A compute host is mapped to no cell."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_MAPPINGS = "nova_api.host_mappings"


def inject(patient: Patient) -> None:
    """Forget its mapping."""
    host = patient.others[-1]
    cell = patient.sh(_sql("SELECT cell_id FROM", f"WHERE host = '{host}'")).strip()
    known = f"(cell_id, host) VALUES ({cell}, '{host}')"
    patient.change(_sql("DELETE FROM", f"WHERE host = '{host}'"), _sql("INSERT IGNORE INTO", known))


def _sql(verb: str, rest: str) -> str:
    return f'mariadb --socket=/run/mysqld/mysqld.sock -N -e "{verb} {_MAPPINGS} {rest}"'


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.MAPPING)
