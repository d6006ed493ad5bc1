"""The lab with TLS: its certificates, and what is written for services."""

import stat
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lab.access.files import write_access_files
from lab.access.keys import ensure_keys
from lab.kolla import compute as kolla_compute
from lab.kolla import control as kolla_control
from lab.layout import CONTROL, Layout, Shape
from lab.nodes.node import Node
from lab.services import base_snapshot, certificates, compute, control
from lab.services.certificates import Purpose, ensure_certificates, issue, new_authority, of_node
from lab.services.files import tls_of
from lab.services.rendering import Renderer

SECRETS = {name: name for name in ("admin", "database", "messages", "service")}
NODES = {CONTROL: "198.18.0.2", "compute-01": "198.18.0.101", "compute-02": "198.18.0.102"}
OF_CLIENTS = {
    "nova.conf": ("keystone_authtoken", "service_user", "placement", "neutron", "glance"),
    "neutron.conf": ("keystone_authtoken", "nova", "placement"),
    "glance-api.conf": ("keystone_authtoken",),
    "placement.conf": ("keystone_authtoken",),
}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path)
    ensure_keys(layout, NODES)
    ensure_certificates(layout, NODES)
    return layout


@pytest.fixture
def renderer(layout: Layout) -> Renderer:
    return Renderer(layout, layout.home / "environment", SECRETS, tls=True)


def section(text: str, name: str) -> str:
    return text.partition(f"[{name}]\n")[2].partition("\n[")[0]


def test_every_node_has_certificates_of_the_labs_authority_for_its_name_and_address(layout: Layout) -> None:
    authority = x509.load_pem_x509_certificate(certificates.authority_file(layout).read_bytes())
    for name, address in NODES.items():
        for purpose in Purpose:
            certificate = x509.load_pem_x509_certificate(of_node(layout, name, purpose).certificate.encode())
            certificate.verify_directly_issued_by(authority)
            names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            assert names.get_values_for_type(x509.DNSName) == [name]
            assert names.get_values_for_type(x509.IPAddress) == [ip_address(address)]
            assert purpose.value in certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            assert certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=365)


def test_openssl_finds_them_valid(layout: Layout) -> None:
    for name in NODES:
        for kind in ("server", "client"):
            path = layout.certificates / name / f"{kind}.pem"
            trusted = certificates.authority_file(layout)
            words: list[str | Path] = ["openssl", "verify", "-x509_strict", "-purpose", f"ssl{kind}", "-CAfile", trusted, path]
            assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_certificates_are_made_once_and_one_for_a_further_host_is_of_the_same_authority(layout: Layout) -> None:
    before = {path: path.read_text() for path in layout.certificates.rglob("*.pem")}
    ensure_certificates(layout, NODES | {"compute-03": "198.18.0.103"})
    assert {path: path.read_text() for path in before} == before
    authority = x509.load_pem_x509_certificate(certificates.authority_file(layout).read_bytes())
    x509.load_pem_x509_certificate(of_node(layout, "compute-03", Purpose.SERVER).certificate.encode()).verify_directly_issued_by(authority)


def test_keys_are_their_owners_alone(layout: Layout) -> None:
    keys = list(layout.certificates.rglob("*-key.pem"))
    assert len(keys) == 1 + 2 * len(NODES)
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_a_certificate_can_be_issued_that_expires_soon() -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=20)
    pair = issue(new_authority(), Purpose.SERVER, "compute-01", until=until)
    certificate = x509.load_pem_x509_certificate(pair.certificate.encode())
    assert certificate.not_valid_after_utc == until
    key = load_pem_private_key(pair.key.encode(), None)
    assert key.public_key() == certificate.public_key()


@pytest.mark.parametrize("shape", list(Shape))
def test_every_client_of_the_apis_trusts_the_labs_authority(layout: Layout, shape: Shape) -> None:
    renderer = Renderer(layout, layout.home / "environment", SECRETS, shape=shape, tls=True)
    for template, sections in OF_CLIENTS.items():
        text = renderer.render(template, CONTROL)
        for name in sections:
            assert f"cafile = {certificates.TRUSTED}" in section(text, name), (template, name)
            assert "auth_url = https://198.18.0.2:5000/v3" in section(text, name), (template, name)
        assert "http://" not in text


def test_without_tls_nothing_of_it_is_written(layout: Layout) -> None:
    plain = Renderer(layout, layout.home / "environment", SECRETS)
    for template in (*OF_CLIENTS, "keystone.conf", "libvirtd.conf", "qemu.conf", "clouds.yaml"):
        text = plain.render(template, CONTROL, host_uuid="4")
        assert "https://" not in text
        assert "cafile" not in text
        assert "/etc/pki" not in text
    assert "listen_tcp = 1" in plain.render("libvirtd.conf", "compute-01", host_uuid="4")
    assert "certfile" not in plain.render("gunicorn.py", CONTROL, port=5000, application="a", name="keystone")


def test_apis_show_their_certificate(renderer: Renderer) -> None:
    text = renderer.render("gunicorn.py", CONTROL, port=5000, application="a", name="keystone")
    assert f'certfile = "{certificates.API_CERTIFICATE}"' in text
    assert f'keyfile = "{certificates.API_KEY}"' in text


def test_libvirt_listens_for_tls_alone(renderer: Renderer) -> None:
    text = renderer.render("libvirtd.conf", "compute-01", host_uuid="4")
    assert "listen_tls = 1\nlisten_tcp = 0\n" in text
    assert f'cert_file = "{certificates.LIBVIRT_CERTIFICATE}"' in text
    assert f'default_tls_x509_cert_dir = "{certificates.QEMU_DIRECTORY}"' in renderer.render("qemu.conf", "compute-01")


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        (Shape.SUPERVISOR, ["live_migration_inbound_addr = 198.18.0.101"]),
        (Shape.KOLLA, ['connection_uri = "qemu+tls://compute-01/system"', "live_migration_inbound_addr = compute-01"]),
    ],
)
def test_nova_migrates_over_tls(layout: Layout, shape: Shape, options: list[str]) -> None:
    text = Renderer(layout, layout.home / "environment", SECRETS, shape=shape, tls=True).render("nova.conf", "compute-01")
    of_libvirt = section(text, "libvirt").splitlines()
    for option in ("live_migration_scheme = tls", "live_migration_with_native_tls = true", *options):
        assert option in of_libvirt


def test_clouds_yaml_names_the_authority(renderer: Renderer) -> None:
    write_access_files(renderer, NODES, renderer.layout.access / "id_ed25519")
    cloud = yaml.safe_load((renderer.layout.access / "clouds.yaml").read_text())["clouds"]["lab"]
    assert cloud["cacert"] == str(certificates.authority_file(renderer.layout))
    assert cloud["auth"]["auth_url"].startswith("https://")


def test_a_node_says_whether_it_speaks_tls(renderer: Renderer) -> None:
    node = Node(CONTROL, renderer.layout)
    assert not tls_of(node)
    control.write_files(node, renderer, ssh_key=renderer.layout.access / "id_ed25519")
    assert tls_of(node)


def test_keys_on_nodes_are_for_whom_they_are_made(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}
    monkeypatch.setattr("shutil.chown", lambda path, group: given.update({Path(path).name: group}))
    control_node, host = Node(CONTROL, renderer.layout), Node("compute-01", renderer.layout)
    control.write_files(control_node, renderer, ssh_key=renderer.layout.access / "id_ed25519")
    compute.write_files(host, renderer, ssh_key=renderer.layout.access / "id_ed25519", peers=NODES)
    assert stat.S_IMODE(control_node.file(certificates.API_KEY).stat().st_mode) == 0o600
    assert stat.S_IMODE(host.file(certificates.LIBVIRT_KEY).stat().st_mode) == 0o600
    assert given == {"server-key.pem": certificates.QEMU_GROUP, "client-key.pem": certificates.QEMU_GROUP}
    assert stat.S_IMODE(host.file(f"{certificates.QEMU_DIRECTORY}/server-key.pem").stat().st_mode) == 0o640


def test_containers_are_given_what_their_services_read(layout: Layout) -> None:
    renderer = Renderer(layout, layout.home / "environment", SECRETS, shape=Shape.KOLLA, tls=True)
    there = [*kolla_compute.containers(renderer, "compute-01", layout.access / "id_ed25519"), *kolla_control.containers(renderer)]
    files = {(container.program, file.path): (file.owner, file.mode) for container in there for file in container.files}
    assert files["libvirtd", certificates.LIBVIRT_KEY] == ("root", 0o600)
    assert files["libvirtd", f"{certificates.QEMU_DIRECTORY}/server-key.pem"] == ("root:nova", 0o440)
    assert files["nova-compute", "/etc/pki/libvirt/private/clientkey.pem"] == ("root:nova", 0o640)
    assert files["nova-api", certificates.API_KEY] == ("nova", 0o600)
    for program in ("nova-compute", "nova-conductor", "nova-scheduler", "neutron-rpc-server", *(api.name for api in control.APIS)):
        assert files[program, certificates.TRUSTED][1] == 0o644
    for container in there:
        names = [file.name for file in container.files]
        assert len(names) == len(set(names)), container.program


def test_databases_of_a_lab_with_tls_are_kept_beside_those_of_one_without(renderer: Renderer) -> None:
    plain = Renderer(renderer.layout, renderer.environment, SECRETS)
    for one in (plain, renderer):
        for directory in (control.DATABASE_DIRECTORY, *base_snapshot.KEYSTONE_KEYS):
            Node(CONTROL, renderer.layout).file(directory).mkdir(parents=True, exist_ok=True)
        base_snapshot.keep(Node(CONTROL, renderer.layout), one)
    assert base_snapshot.is_kept(renderer.layout, plain)
    assert base_snapshot.is_kept(renderer.layout, renderer)
