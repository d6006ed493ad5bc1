import json

import openstack
import pytest

from conformance.diagnosis.evidence.known_secrets import secrets_of
from conformance.text.redact import redact

SECRET = "s3cr3t-Value.42"


def escaped(document: object, depth: int) -> str:
    for _ in range(depth):
        document = json.dumps(document)
    return str(document)


@pytest.mark.parametrize(
    "text",
    [
        # URLs
        f"transport_url = rabbit://nova:{SECRET}@10.0.0.5:5672,nova:{SECRET}@10.0.0.6:5672/",
        f"AMQP server rabbit://nova:{SECRET}@a:5672,nova:{SECRET}@b:5672// is unreachable",
        f"connection = mysql+pymysql://nova:{SECRET}@10.0.0.5/nova?charset=utf8",
        f"(connecting to mysql+pymysql://nova:a/b@c{SECRET}@10.0.0.5/nova)",
        f"Unable to open https://admin:{SECRET}@registry.example.org/image",
        f"/vnc_lite.html?path=%3Ftoken%3D{SECRET}&title=x",
        f"ws://10.0.0.5:6080/websockify?token={SECRET}",
        f"https://swift/v1/image?temp_url_sig={SECRET}&temp_url_expires=1",
        # options, as files, dumps, environments and command lines have them
        f"admin_password={SECRET}",
        f"memcache_secret_key = {SECRET}",
        f"metadata_proxy_shared_secret = two {SECRET} words",
        f"2026-11-21 10:00:00.000 7 DEBUG oslo_service.service [-] keystone_authtoken.password    = {SECRET} log_opt_values",
        f"adminPass: {SECRET}",
        f"ADMIN_PASS={SECRET}",
        f"rabbit_pass: {SECRET}",
        f"OS_PASSWORD={SECRET} openstack server list",
        f"openstack --os-password {SECRET} server list",
        f"curl -s -u admin:{SECRET} https://10.0.0.5/",
        f"iscsiadm -m node --op update -n node.session.auth.password -v {SECRET}",
        f"['--op', 'update', '-n', 'node.session.auth.password', '-v', '{SECRET}']",
        f"aws_secret_access_key={SECRET}",
        f"auth_encryption_key={SECRET}",
        # JSON and Python
        f'{{"adminPass": "{SECRET}", "id": 1}}',
        f"{{'password': '{SECRET}', 'user': 'nova'}}",
        f"{{'password': u'{SECRET}'}}",
        f"('password', '{SECRET}')",
        f"Connection(password={SECRET!r}, user='nova')",
        f"{{'token': {{'issued': 1, 'id': '{SECRET}'}}}}",
        json.dumps({"password": f'a"b{SECRET}'}),
        *(escaped({"auth": {"password": SECRET}}, depth) for depth in (1, 2, 3)),
        escaped({"password": f'a"b{SECRET}'}, 2),
        # headers
        f"X-Auth-Token: {SECRET}",
        f"X-Service-Token={SECRET}",
        f"{{'X-Subject-Token': b'{SECRET}'}}",
        f"curl -H 'X-Auth-Token: {SECRET}' -H 'Accept: application/json'",
        f"Authorization: Bearer {SECRET}",
        f'"Authorization": "Basic {SECRET}"',
        f"Set-Cookie: session={SECRET}; HttpOnly",
        # user data
        f'"user_data": "{SECRET}"',
        f"Instance(task_state=None,user_data='{SECRET}',uuid=6f0c7bd5)",
        f"#cloud-config\nchpasswd:\n  list: |\n    root:{SECRET}\n",
        f'"#cloud-config\\nchpasswd: {{list: root:{SECRET}}}\\n"',
        f"user_data: |\n  #!/bin/sh\n  echo root:{SECRET} | chpasswd\nname: x",
        f"'personality': [{{'path': '/etc/x', 'contents': '{SECRET}'}}]",
        # libvirt and QEMU
        f"<adminPass>{SECRET}</adminPass>",
        f"<secret ephemeral='no'>{SECRET}</secret>",
        f"<graphics type='vnc' port='-1' autoport='yes' passwd='{SECRET}' passwdValidTo='2026-11-21T10:00:00'/>",
        f'<graphics type="spice" passwd="{SECRET}"/>',
        f"-object secret,id=masterKey0,format=base64,data={SECRET},keyid=x",
        f'-object {{"qom-type":"secret","id":"libvirt-1-storage-auth-secret0","data":"{SECRET}","keyid":"masterKey0"}}',
        f"file=rbd:vms/disk:id=nova:key={SECRET}:auth_supported=cephx",
        # keys
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\\n{SECRET}\\n-----END OPENSSH PRIVATE KEY-----\\n",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET} and the end was cut off",
        f"root:$6$c0ffee${SECRET}:19000:0:99999:7:::",
    ],
)
def test_a_secret_is_gone(text: str) -> None:
    assert SECRET not in redact(text)
    assert "[redacted]" in redact(text)


@pytest.mark.parametrize(
    "token",
    ["gAAAAABl" + "x1_-" * 20 + "==", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "AQ" + "b7Zx+/" * 6 + "=="],
    ids=["Fernet", "JSON web token", "Ceph key"],
)
def test_a_token_is_known_by_its_form(token: str) -> None:
    assert redact(f"request with {token} failed") == "request with [redacted] failed"


@pytest.mark.parametrize(
    "text",
    [
        "nova.exception.VirtualInterfaceCreateException: Virtual Interface creation failed",
        "unable to connect to server at 'compute-02:16509': Connection refused",
        "Failed to connect to remote libvirt URI qemu+tcp://compute-02/system",
        "Stderr: 'nova@compute-02: Permission denied (publickey,password).'",
        "GET http://10.0.0.5:9696/v2.0/ports?device_id=6f0c7bd5@x",
        "Open vSwitch agent on compute-02: alive=no admin_state_up=yes heartbeat=2026-11-21 10:00:00",
        "[req-6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1 req-0c9e8d55-3d0a-4a36-a9c2-ac1dcd0c9f26 admin demo - default default]",
        "Access denied for user 'nova'@'10.0.0.5' (using password: YES)",
        "rbd_secret_uuid = 457eb676-33da-42ec-9a8c-9293d545c337",
        "Secret not found: no secret with matching uuid '457eb676-33da-42ec-9a8c-9293d545c337'",
        "<secret type='ceph' uuid='457eb676-33da-42ec-9a8c-9293d545c337'/>",
        "ACCESS_REFUSED - Login was refused using authentication mechanism AMQPLAIN",
        "Signature verification for the image failed: Invalid signature",
    ],
)
def test_what_decides_a_verdict_stays(text: str) -> None:
    assert redact(text) == text


def test_only_the_secret_goes() -> None:
    assert redact(f"host=compute-02 password={SECRET} state=down") == "host=compute-02 password=[redacted] state=down"
    assert redact(f"rabbit://nova:{SECRET}@mq-1:5672/ is unreachable") == "rabbit://[redacted]@mq-1:5672/ is unreachable"
    assert redact(f"a\npassword = {SECRET}\nb") == "a\npassword = [redacted]\nb"


def test_what_is_redacted_stays_as_it_is() -> None:
    once = redact(f"password={SECRET} 'token': '{SECRET}' transport_url = rabbit://n:{SECRET}@h/")
    assert redact(once) == once


def test_known_secrets_go_wherever_they_stand() -> None:
    assert redact(f"the guest typed {SECRET} here", [SECRET]) == "the guest typed [redacted] here"


def test_what_is_too_short_to_be_looked_for_stays() -> None:
    assert redact("a host", ["host"]) == "a host"


def test_a_connection_tells_its_secrets() -> None:
    auth = {"username": "admin", "password": SECRET, "auth_url": "http://127.0.0.1", "project_name": "admin"}
    with openstack.connect(auth=auth, load_yaml_config=False) as conn:
        assert secrets_of(conn) == (SECRET,)
