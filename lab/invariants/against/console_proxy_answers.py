"""The console proxy to which users are sent does not run."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_START = """
mkdir -p /var/lib/nova/web
bin=$(sed -n 's,^helper_command = \\(.*\\)/privsep-helper.*,\\1,p' /etc/nova/nova.conf | head -n 1)
setsid "$bin/nova-novncproxy" --config-file /etc/nova/nova.conf --web /var/lib/nova/web --vnc-novncproxy_host 0.0.0.0 \\
    > /var/log/nova/nova-novncproxy.log 2>&1 < /dev/null &
echo $! > /run/nova/novncproxy.pid
"""
_STOP = "[ ! -e /run/nova/novncproxy.pid ] || kill $(cat /run/nova/novncproxy.pid) 2>/dev/null || true"


def given(patient: Patient) -> None:
    """Consoles are enabled, and a proxy of Nova runs."""
    patient.nova("vnc", "enabled", "true")
    patient.nova("vnc", "novncproxy_base_url", f"http://{patient.address(patient.name)}:6080/vnc_lite.html")
    patient.change(_START, _STOP)


def inject(patient: Patient) -> None:
    """Stop the proxy."""
    patient.change(_STOP, _START)


BREAKAGE = Breakage(inject=inject, given=given, together=Round.CONSOLE, patience=60, difference="the proxy runs on the host itself")
