"""Certificates of migrations are read where libvirt itself looks for them: where its files say, and Nova's URI."""

from pathlib import Path

import pytest

from selftests.checks.facts.machine import Machine

OPENSSL = """#!/bin/sh
[ "$1 $2 $3 $4" = "x509 -noout -enddate -in" ] && [ -f "$5" ] || exit 9
echo "notAfter=Nov 21 12:00:00 2027 GMT"
"""


@pytest.fixture
def openssl(machine: Machine) -> Machine:
    """The machine, with an openssl that takes any file for a certificate."""
    machine.program("openssl", OPENSSL)
    return machine


def certificate(directory: Path, name: str) -> str:
    directory.mkdir(exist_ok=True, parents=True)
    path = directory / name
    path.write_text("-----BEGIN CERTIFICATE-----")
    return str(path)


def found(machine: Machine) -> list[str]:
    facts = machine.facts()
    assert facts.gap("certificates") is None, facts.gaps
    return [one.path for one in facts.certificates if one.path.startswith(str(machine.directory))]


@pytest.mark.parametrize(
    "uri",
    ["qemu+tls://%s/system?no_verify=1&pkipath={}", "qemu+tls://%s/system?pkipath={}&no_verify=1", "qemu+tls://%s/system?pkipath={}/"],
)
def test_the_directory_that_novas_uri_names_is_looked_in(openssl: Machine, uri: str) -> None:
    directory = openssl.directory / "certs"
    paths = [certificate(directory, name) for name in ("cacert.pem", "clientcert.pem")]
    openssl.nova_conf += f"live_migration_uri = {uri.format(directory)}\n"
    assert found(openssl) == paths


@pytest.mark.parametrize(
    ("name", "named"),
    [("libvirtd.conf", "libvirtd.conf"), ("virtproxyd.conf", "virtproxyd.conf"), ("virtproxyd.conf", "virtqemud.conf")],
    ids=["one-daemon", "modular", "modular-beside-the-one-that-is-named"],
)
def test_the_files_that_libvirts_daemon_is_configured_with_are_looked_at(openssl: Machine, name: str, named: str) -> None:
    directory = openssl.directory / "pki"
    paths = [certificate(directory, name) for name in ("ca.pem", "here.pem")]
    (openssl.directory / name).write_text(
        f'#cert_file = "/commented/out.pem"\ncert_file = "{directory}/here.pem"\n  ca_file="{directory}/ca.pem" # ours\nlisten_tls = 1\n'
    )
    openssl.libvirt_config = (str(openssl.directory / named),)
    assert found(openssl) == paths


@pytest.mark.parametrize("key", ["default_tls_x509_cert_dir", "migrate_tls_x509_cert_dir"])
def test_the_directory_that_qemu_is_configured_with_is_looked_in(openssl: Machine, key: str) -> None:
    directory = openssl.directory / "qemu pki"
    paths = [certificate(directory, name) for name in ("ca-cert.pem", "client-cert.pem", "server-cert.pem")]
    (openssl.directory / "qemu.conf").write_text(
        f'user = "x"\n{key} = "{directory}"\nmigration_port_min = 61152\nmigration_port_max = 61215\n'
    )
    openssl.libvirt_config = (str(openssl.directory / "qemu.conf"),)
    assert found(openssl) == paths
    assert openssl.facts().migration_ports == (61152, 61215), "they are read from the same file"


def test_directories_that_the_profile_names_are_looked_in(openssl: Machine) -> None:
    paths = [
        certificate(openssl.directory / "snap" / "CA", "cacert.pem"),
        certificate(openssl.directory / "snap" / "libvirt", "servercert.pem"),
        certificate(openssl.directory / "snap" / "qemu", "server-cert.pem"),
    ]
    openssl.certificates = tuple(str(Path(path).parent) for path in paths)
    assert found(openssl) == paths


@pytest.mark.parametrize("named", ["relative/path", "$(touch ran)", "/no/such/directory", ""])
def test_a_place_that_is_none_is_passed_over(openssl: Machine, named: str) -> None:
    (openssl.directory / "libvirtd.conf").write_text(f'cert_file = "{named}"\n')
    openssl.libvirt_config = (str(openssl.directory / "libvirtd.conf"),)
    openssl.nova_conf += f"live_migration_uri = qemu+tls://%s/system?pkipath={named}\n"
    assert found(openssl) == []
    assert not list(openssl.directory.rglob("ran"))


def test_a_certificate_that_cannot_be_read_is_a_gap(machine: Machine) -> None:
    directory = machine.directory / "certs"
    certificate(directory, "servercert.pem")
    machine.program("openssl", "#!/bin/sh\necho 'Could not find certificate' >&2; exit 1\n")
    machine.certificates = (str(directory),)
    gap = machine.facts().gap("certificates")
    assert gap is not None
    assert "Could not find certificate" in gap.why
