"""Settings of a unit of systemd that differ from what its package brings."""

from lab.faults.target import FaultTarget


def change_unit(target: FaultTarget, unit: str, *settings: str) -> None:
    """Have a unit, which does not run, be started with further settings of its section [Service]; systemd has read them."""
    directory = f"/etc/systemd/system/{unit}.service.d"
    text = "\\n".join(("[Service]", *settings, ""))
    target.change(
        f"mkdir -p {directory}; printf '{text}' > {directory}/lab-fault.conf; systemctl daemon-reload",
        f"rm -f {directory}/lab-fault.conf; systemctl daemon-reload",
    )


def start_broken(target: FaultTarget, program: str, after: int) -> None:
    """Have the unit of a program, which has the program's name, run one instead that ends with an error.

    :param after: seconds for which that runs
    """
    broken = f"/usr/local/sbin/broken-{program}"
    target.stop(program)
    target.write(broken, f'#!/bin/sh\nsleep {after}\necho "ImportError: libvirtmod: undefined symbol: virNetworkMetadataGet" >&2\nexit 1\n')
    change_unit(target, program, "ExecStart=", f"ExecStart={broken}")
    target.restart_later(program)
    target.sh(f"systemctl start --no-block {program}")
