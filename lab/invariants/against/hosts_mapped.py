"""A compute host is mapped to no cell."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup

_MAPPINGS = "nova_api.host_mappings"


def inject(target: FaultTarget) -> None:
    """Forget its mapping."""
    host = target.others[-1]
    cell = target.sh(_sql("SELECT cell_id FROM", f"WHERE host = '{host}'")).strip()
    known = f"(cell_id, host) VALUES ({cell}, '{host}')"
    target.change(_sql("DELETE FROM", f"WHERE host = '{host}'"), _sql("INSERT IGNORE INTO", known))


def _sql(verb: str, rest: str) -> str:
    return f'mariadb --socket=/run/mysqld/mysqld.sock -N -e "{verb} {_MAPPINGS} {rest}"'


BREAKAGE = Breakage(inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.MAPPING)
