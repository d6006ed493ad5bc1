"""Other certificates for what a host's libvirt shows to other hosts.

Libvirt looks at its own certificates when it starts or is told to read them anew, and refuses bad ones. One that goes bad later, or that
only others find bad, is what there is at sites: so it runs on and is told to read certificates that it finds good.
"""

import time
from datetime import UTC, datetime
from shlex import quote

from lab.faults.target import FaultTarget
from lab.services.certificates import LIBVIRT_AUTHORITY, LIBVIRT_CERTIFICATE, LIBVIRT_KEY, KeyPair

_READ_ANEW = "virt-admin --connect libvirtd:///system server-update-tls libvirtd"


def show_certificate(target: FaultTarget, pair: KeyPair, *, trusted: str | None = None) -> None:
    """Have the host's libvirt show another certificate to who connects, from now on.

    :param trusted: the authorities that it is to trust, in PEM; None: as before
    """
    files = {LIBVIRT_CERTIFICATE: pair.certificate, LIBVIRT_KEY: pair.key}
    if trusted is not None:
        files[LIBVIRT_AUTHORITY] = trusted
    do = [f"[ -e {path}.kept ] || cp --archive {path} {path}.kept; printf %s {quote(text)} > {path}" for path, text in files.items()]
    undo = [f"if [ -e {path}.kept ]; then mv {path}.kept {path}; fi" for path in files]
    # where libvirt itself sees them: a container copies its own when it starts
    target.change("\n".join([*do, _READ_ANEW]), "\n".join([*undo, _READ_ANEW]), within="libvirtd")


def wait_until(moment: datetime) -> None:
    """Wait until then."""
    time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
