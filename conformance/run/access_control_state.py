"""Which mandatory access control a host's kernel runs, and in which state."""

from conformance.model.errors import SuiteFault
from conformance.site.hosts import HostAccess
from conformance.site.profile_model import AccessControl

SELINUX = "/sys/fs/selinux/enforce"
APPARMOR = "/sys/module/apparmor/parameters/enabled"

_ASK_KERNEL = """
selinux=%s apparmor=%s
if [ -e "$selinux" ]; then
  case $(cat "$selinux") in 1) echo selinux-enforcing ;; 0) echo selinux-permissive ;; esac
elif [ "$(cat "$apparmor" 2>/dev/null)" = Y ]; then echo apparmor
else echo none
fi
"""
"""The kernel itself is asked: getenforce and aa-status are not installed everywhere."""


def access_control_state(host: HostAccess) -> AccessControl:
    """The state, asked of the host itself and never of a container on it."""
    result = host.run(_ASK_KERNEL, SELINUX, APPARMOR)
    try:
        return AccessControl(result.stdout.strip())
    except ValueError as error:
        raise SuiteFault(f"{host.name}: it does not say which mandatory access control it runs: {result.stderr.strip()}") from error
