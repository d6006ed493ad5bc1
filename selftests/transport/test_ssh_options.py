"""Nothing of the operator's own is lent to a compute host, whatever the operator's ssh_config says."""

import subprocess
from pathlib import Path

from conformance.inventory.reached import InventoryHost
from conformance.transport.command import quoted
from conformance.transport.transports import SshTransport

LENDING = """
Host *
  ForwardAgent yes
  ForwardX11 yes
  RemoteForward 9001 127.0.0.1:22
  LocalForward 9002 127.0.0.1:22
  DynamicForward 9003
  Tunnel yes
  PermitLocalCommand yes
  LocalCommand touch /tmp/ran
"""


def test_agent_display_and_ports_are_not_forwarded_and_no_local_command_runs(tmp_path: Path) -> None:
    configuration = tmp_path / "ssh_config"
    configuration.write_text(LENDING)
    host = InventoryHost(name="compute-01", address="192.0.2.1", ssh_arguments=("-F", str(configuration)))
    way = SshTransport(host, None, 5, tmp_path / "socket")
    argv = way.argv(quoted("true"))
    way.close()
    # -G: ssh tells what it would do, and connects to nobody
    told = subprocess.run([argv[0], "-G", *argv[1:-1]], check=True, capture_output=True, text=True).stdout.splitlines()
    assert {"forwardagent no", "forwardx11 no", "clearallforwardings yes", "tunnel false", "permitlocalcommand no"} <= set(told)
    assert [line for line in told if line.startswith(("remoteforward", "localforward", "dynamicforward"))] == []
