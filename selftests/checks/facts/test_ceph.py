"""How a host is let in to Ceph is told without its keys."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from conformance.checks.facts.readers.read_ceph import ceph_client, ceph_secret
from conformance.model.facts import CephClient, LibvirtSecret, Monitor
from conformance.probe.chunks import Chunk
from selftests.checks.facts.machine import Machine

KEY = b64encode(bytes(range(28))).decode()
DIGEST = sha256(KEY.encode()).hexdigest()[:16]
UUID = "457eb676-33da-42ec-9a8c-9293d545c337"


@pytest.fixture
def client(machine: Machine, tmp_path: Path) -> Machine:
    """A host whose nova-compute opens disks in Ceph; a monitor refuses connections, another is nowhere to be heard of."""
    keyring = tmp_path / "keyring"
    keyring.write_text(f'[client.glance]\n\tkey = AAAA\n[client.cinder]\n\tkey = {KEY}\n\tcaps mon = "profile rbd"\n')
    machine.nova_conf += f"rbd_user = cinder\nrbd_secret_uuid = {UUID}\n"
    machine.program("rados", '#!/bin/sh\n[ "$1" != --version ] || echo "ceph version 16.2.15 (618f) pacific (stable)"\n')
    machine.program(
        "ceph", "#!/bin/sh\necho '" + '{"status":"HEALTH_WARN","checks":{"POOL_FULL":{"summary":{"message":"1 pool(s) full"}}}}' + "'\n"
    )
    machine.program(
        "ceph-conf",
        f"#!/bin/sh\ncase $4 in keyring) echo /nowhere,{keyring} ;; mon_host) echo '[v2:127.0.0.1:1,v1:127.0.0.1:2]' ;; esac\n",
    )
    machine.program(
        "virsh", (machine.directory / "bin" / "virsh").read_text().replace("  nodeinfo)", f"  secret-get-value) echo {KEY} ;;\n  nodeinfo)")
    )
    return machine


def test_a_host_without_disks_in_ceph_has_neither(machine: Machine) -> None:
    facts = machine.facts()
    assert (facts.ceph, facts.ceph_libvirt, facts.gaps) == (None, None, ())


def test_version_user_key_and_monitors_are_told(client: Machine) -> None:
    facts = client.facts()
    assert facts.ceph is not None
    assert (facts.ceph.user, facts.ceph.version, facts.ceph.key, facts.ceph.refused) == ("cinder", "16.2.15", DIGEST, None)
    assert [monitor.address for monitor in facts.ceph.monitors] == ["127.0.0.1:1", "127.0.0.1:2"]
    assert all(monitor.barred and "refused" in monitor.barred for monitor in facts.ceph.monitors)
    assert facts.ceph_libvirt == LibvirtSecret(uuid=UUID, key=DIGEST)


def test_what_the_cluster_warns_of_is_told(client: Machine) -> None:
    found = client.facts().ceph
    assert found is not None
    assert found.health == {"POOL_FULL": "1 pool(s) full"}


@pytest.mark.parametrize("said", ["", "echo '[]'", "echo '{\"checks\": 3}'", "exit 1"])
def test_a_cluster_that_does_not_tell_is_taken_for_neither_well_nor_ill(client: Machine, said: str) -> None:
    client.program("ceph", f"#!/bin/sh\n{said}\n")
    facts = client.facts()
    assert facts.ceph is not None
    assert (facts.ceph.health, facts.gap("ceph")) == (None, None)


def test_no_key_is_among_what_is_said(client: Machine) -> None:
    assert KEY not in client.facts().model_dump_json()


def test_why_ceph_lets_nobody_in_is_told(client: Machine) -> None:
    why = "auth: unable to find a keyring on /etc/ceph/ceph.keyring: (2) No such file or directory"
    line = f"2026-12-01T00:54:13.525+0000 7f4488881d00 -1 {why}"
    client.program("rados", f"#!/bin/sh\necho '{line}' >&2; echo >&2; echo 'failed to fetch mon config' >&2; exit 1\n")
    found = client.facts().ceph
    assert found is not None
    assert found.refused == why


def test_a_secret_that_is_not_there_is_told(client: Machine) -> None:
    client.program(
        "virsh",
        (client.directory / "bin" / "virsh")
        .read_text()
        .replace("secret-get-value)", "secret-get-value) echo 'error: Secret not found' >&2; exit 1;; other)"),
    )
    assert client.facts().ceph_libvirt == LibvirtSecret(uuid=UUID, problem="error: Secret not found")


def test_a_machine_without_cephs_programs_is_a_gap(client: Machine) -> None:
    (client.directory / "bin" / "rados").unlink()
    client.without("ceph-conf")
    gap = client.facts().gap("ceph")
    # where this machine itself has them, its own are asked
    assert gap is None or "there is no rados" in gap.why


@pytest.mark.parametrize("user", ["$(touch /nowhere)", "-i", "a b", ""])
def test_what_is_no_name_of_a_user_is_not_asked_with(machine: Machine, user: str) -> None:
    machine.nova_conf += f"rbd_user = {user}\n"
    assert machine.facts().ceph is None


def test_a_key_that_is_told_instead_of_a_digest_is_not_taken() -> None:
    for read, text in ((ceph_client, f"user cinder\nkey {KEY}"), (ceph_secret, f"uuid {UUID}\nkey {KEY}")):
        with pytest.raises(ValueError, match="no digest"):
            read(Chunk(name="ceph", text=text, rc=0, error=""))


def test_addresses_of_the_sixth_version_are_told_in_brackets() -> None:
    told = ceph_client(Chunk(name="ceph", text="user nova\nversion ceph version 19.2.1 (x)\nmonitor fd00::1 3300 124 ", rc=0, error=""))
    assert told == CephClient(user="nova", version="19.2.1", monitors=(Monitor(address="[fd00::1]:3300", barred="no answer"),))
