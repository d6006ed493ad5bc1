"""What the programs of a host wait for, as ps and ss tell it."""

import pytest

from selftests.diagnosis.evidence.hosts.bench import Bench

PROGRAMS = """\
1 0 Ss 90000 /sbin/init
60 1 Tl 80000 /usr/bin/python3 /usr/bin/nova-compute --config-file /etc/nova/nova.conf
61 60 S 31 ssh -o BatchMode=yes 192.0.2.8 mkdir -p /var/lib/nova/instances/7c9e
62 61 S 31 sleep 86399
63 60 S 4 qemu-img info --output=json /var/lib/nova/instances/_base/a1
64 60 S 70000 /usr/bin/qemu-img convert left over from yesterday
70 1 Ssl 80000 /usr/sbin/libvirtd --listen
71 1 Sl 40 /usr/bin/qemu-system-x86_64 -name guest=instance-00000001
80 1 S 80000 /usr/bin/python3 /usr/bin/neutron-openvswitch-agent
81 80 S 35 ovsdb-client monitor tcp:127.0.0.1:6640 Interface name,ofport,external_ids --format=json
90 1 S 33 ssh somebody@example.org
"""

CONNECTIONS = {
    "syn-sent": "0 1 192.0.2.7:41000 192.0.2.2:9696 timer:(on,3.1sec,4)\n0 1 192.0.2.7:41002 192.0.2.2:8778 timer:(on,1sec,0)\n",
    "established": "0 2896 192.0.2.7:40904 192.0.2.8:22 timer:(on,12sec,8)\n0 0 192.0.2.7:40906 192.0.2.2:5672 timer:(keepalive,58sec,0)\n",
}


@pytest.fixture
def said(bench: Bench) -> list[str]:
    bench.server.stand_in("ps", f"cat <<'END'\n{PROGRAMS}END")
    bench.server.stand_in("ss", "".join(f"[ \"$3\" != {state} ] || printf '{text}'\n" for state, text in CONNECTIONS.items()))
    return bench.call("begun=$((begun - 60)); say 'host waits' waits")


def test_a_program_that_was_started_for_the_operation_is_named_while_it_runs(said: list[str]) -> None:
    """Not one that has just begun, nor an old one, an emulator, a monitor or what a person runs."""
    assert [line for line in said if line.startswith("still running: ")] == [
        "still running: for 31 s, ssh -o BatchMode=yes 192.0.2.8 mkdir -p /var/lib/nova/instances/7c9e",
        "still running: for 31 s, sleep 86399",
    ]


def test_a_service_that_a_signal_stopped_is_named(said: list[str]) -> None:
    assert [line for line in said if line.startswith("stopped ")] == [
        "stopped by a signal: /usr/bin/python3 /usr/bin/nova-compute --config-file /etc/nova/nova.conf"
    ]


def test_a_connection_is_named_once_it_was_tried_again_and_again(said: list[str]) -> None:
    assert [line for line in said if line.startswith(("no answer ", "not acknowledged"))] == [
        "no answer to a connection: 192.0.2.7:41000 to 192.0.2.2:9696, sent again 4 times",
        "not acknowledged: 192.0.2.7:40904 to 192.0.2.8:22, sent again 8 times",
    ]
