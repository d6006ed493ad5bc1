"""The console proxy to which users are sent does not run."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget

_START = """
mkdir -p /var/lib/nova/web
bin=$(sed -n 's,^helper_command = \\(.*\\)/privsep-helper.*,\\1,p' /etc/nova/nova.conf | head -n 1)
setsid "$bin/nova-novncproxy" --config-file /etc/nova/nova.conf --web /var/lib/nova/web --vnc-novncproxy_host 0.0.0.0 \\
    > /var/log/nova/nova-novncproxy.log 2>&1 < /dev/null &
echo $! > /run/nova/novncproxy.pid
"""
_STOP = "[ ! -e /run/nova/novncproxy.pid ] || kill $(cat /run/nova/novncproxy.pid) 2>/dev/null || true"


def given(target: FaultTarget) -> None:
    """Consoles are enabled, and a proxy of Nova runs."""
    target.nova("vnc", "enabled", "true")
    target.nova("vnc", "novncproxy_base_url", f"http://{target.address(target.name)}:6080/vnc_lite.html")
    target.change(_START, _STOP)


def inject(target: FaultTarget) -> None:
    """Stop the proxy."""
    target.change(_STOP, _START)


FAULT = Fault(
    title="console proxy stopped",
    inject=inject,
    given=given,
    invariants=(Violation("console_proxy_answers", within=60, group=FaultGroup.CONSOLE),),
    difference="the proxy runs on the host itself",
)
