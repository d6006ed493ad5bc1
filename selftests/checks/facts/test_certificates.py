"""Certificates of migrations are read where libvirt itself looks for them: where its files say, and Nova's URI."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509

import conformance
from conformance.model.facts import CertificateRole
from lab.services.certificates import Purpose, issue, new_authority
from selftests.checks.facts.machine import Machine

AUTHORITY = new_authority()
OF_HERE = issue(AUTHORITY, Purpose.SERVER, "here.example", "192.0.2.7")


def certificate(directory: Path, name: str, text: str = OF_HERE.certificate) -> str:
    directory.mkdir(exist_ok=True, parents=True)
    path = directory / name
    path.write_text(text)
    return str(path)


def found(machine: Machine) -> list[str]:
    facts = machine.facts()
    assert facts.gap("certificates") is None, facts.gaps
    return [one.path for one in facts.certificates if one.path.startswith(str(machine.directory))]


@pytest.mark.parametrize(
    "uri",
    ["qemu+tls://%s/system?no_verify=1&pkipath={}", "qemu+tls://%s/system?pkipath={}&no_verify=1", "qemu+tls://%s/system?pkipath={}/"],
)
def test_the_directory_that_novas_uri_names_is_looked_in(machine: Machine, uri: str) -> None:
    directory = machine.directory / "certs"
    paths = [certificate(directory, name) for name in ("cacert.pem", "clientcert.pem")]
    machine.nova_conf += f"live_migration_uri = {uri.format(directory)}\n"
    assert found(machine) == paths


@pytest.mark.parametrize(
    ("name", "named"),
    [("libvirtd.conf", "libvirtd.conf"), ("virtproxyd.conf", "virtproxyd.conf"), ("virtproxyd.conf", "virtqemud.conf")],
    ids=["one-daemon", "modular", "modular-beside-the-one-that-is-named"],
)
def test_the_files_that_libvirts_daemon_is_configured_with_are_looked_at(machine: Machine, name: str, named: str) -> None:
    directory = machine.directory / "pki"
    paths = [certificate(directory, name) for name in ("ca.pem", "here.pem")]
    (machine.directory / name).write_text(
        f'#cert_file = "/commented/out.pem"\ncert_file = "{directory}/here.pem"\n  ca_file="{directory}/ca.pem" # ours\nlisten_tls = 1\n'
    )
    machine.libvirt_config = (str(machine.directory / named),)
    assert found(machine) == paths


@pytest.mark.parametrize("key", ["default_tls_x509_cert_dir", "migrate_tls_x509_cert_dir"])
def test_the_directory_that_qemu_is_configured_with_is_looked_in(machine: Machine, key: str) -> None:
    directory = machine.directory / "qemu pki"
    paths = [certificate(directory, name) for name in ("ca-cert.pem", "client-cert.pem", "server-cert.pem")]
    (machine.directory / "qemu.conf").write_text(
        f'user = "x"\n{key} = "{directory}"\nmigration_port_min = 61152\nmigration_port_max = 61215\n'
    )
    machine.libvirt_config = (str(machine.directory / "qemu.conf"),)
    assert found(machine) == paths
    assert machine.facts().migration_ports == (61152, 61215), "they are read from the same file"


def test_directories_that_the_profile_names_are_looked_in(machine: Machine) -> None:
    paths = [
        certificate(machine.directory / "snap" / "CA", "cacert.pem"),
        certificate(machine.directory / "snap" / "libvirt", "servercert.pem"),
        certificate(machine.directory / "snap" / "qemu", "server-cert.pem"),
    ]
    machine.certificates = tuple(str(Path(path).parent) for path in paths)
    assert found(machine) == paths


@pytest.mark.parametrize("named", ["relative/path", "$(touch ran)", "/no/such/directory", ""])
def test_a_place_that_is_none_is_passed_over(machine: Machine, named: str) -> None:
    (machine.directory / "libvirtd.conf").write_text(f'cert_file = "{named}"\n')
    machine.libvirt_config = (str(machine.directory / "libvirtd.conf"),)
    machine.nova_conf += f"live_migration_uri = qemu+tls://%s/system?pkipath={named}\n"
    assert found(machine) == []
    assert not list(machine.directory.rglob("ran"))


@pytest.mark.parametrize("text", ["", "no certificate\n", OF_HERE.key])
def test_a_file_without_a_certificate_is_a_gap(machine: Machine, text: str) -> None:
    directory = machine.directory / "certs"
    path = certificate(directory, "servercert.pem", text)
    machine.certificates = (str(directory),)
    gap = machine.facts().gap("certificates")
    assert gap is not None
    assert f"there is no certificate in {path}" in gap.why


def test_one_that_is_none_is_a_gap(machine: Machine) -> None:
    directory = machine.directory / "certs"
    certificate(directory, "servercert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    machine.certificates = (str(directory),)
    assert machine.facts().gap("certificates") is not None


@pytest.fixture
def configured(machine: Machine) -> Machine:
    """The machine, with certificates where its libvirt's file and Nova's URI say."""
    directory = machine.directory / "pki"
    # the text before, as openssl prints it, and a key in the same file, as some tools want it
    certificate(directory, "here.pem", f"Certificate:\n    Data: /not/a/path\n{OF_HERE.certificate}{OF_HERE.key}")
    certificate(directory, "cacert.pem", new_authority("Another").certificate + AUTHORITY.certificate)
    (machine.directory / "libvirtd.conf").write_text(f'cert_file = "{directory}/here.pem"\nca_file = "{directory}/cacert.pem"\n')
    machine.libvirt_config = (str(machine.directory / "libvirtd.conf"),)
    machine.nova_conf += f"live_migration_uri = qemu+tls://%s/system?pkipath={directory}\n"
    return machine


def test_what_libvirt_shows_and_whom_it_trusts_are_told_from_each_other(configured: Machine) -> None:
    facts = {Path(one.path).name: one for one in configured.facts().certificates if one.path.startswith(str(configured.directory))}
    assert facts["here.pem"].roles == (CertificateRole.SHOWN,)
    assert facts["cacert.pem"].roles == (CertificateRole.TRUSTED,)


def test_names_validity_and_issuer_are_read(configured: Machine) -> None:
    facts = {Path(one.path).name: one for one in configured.facts().certificates if one.path.startswith(str(configured.directory))}
    shown, trusted = facts["here.pem"], facts["cacert.pem"]
    assert shown.names == ("here.example", "192.0.2.7")
    assert shown.until == x509.load_pem_x509_certificate(OF_HERE.certificate.encode()).not_valid_after_utc
    assert len(trusted.keys) == 2
    assert shown.issued_by == trusted.keys[1]


def test_keys_stay_where_they_are(configured: Machine) -> None:
    functions = Path(conformance.__file__).parent / "checks/facts/shell/libvirt.sh"
    script = f'{functions.read_text()}\nbrief() {{ "$@"; }}\nDAEMON_CONF={configured.directory}/libvirtd.conf\ncertificates\n'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert "BEGIN CERTIFICATE" in told
    assert "PRIVATE KEY" not in told
