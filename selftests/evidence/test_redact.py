import json

import pytest

from conformance.evidence.redact import redact

SECRET = "s3cr3t-Value.42"


@pytest.mark.parametrize(
    "text",
    [
        f"transport_url = rabbit://nova:{SECRET}@10.0.0.5:5672,nova:{SECRET}@10.0.0.6:5672/",
        f"connection = mysql+pymysql://nova:{SECRET}@10.0.0.5/nova?charset=utf8",
        f"Unable to open https://admin:{SECRET}@registry.example.org/image",
        f"admin_password={SECRET}",
        f"memcache_secret_key = {SECRET}",
        f"adminPass: {SECRET}",
        f'{{"adminPass": "{SECRET}", "id": 1}}',
        f"{{'password': '{SECRET}', 'user': 'nova'}}",
        f"{{'password': u'{SECRET}'}}",
        json.dumps(json.dumps({"auth": {"password": SECRET}})),
        f"X-Auth-Token: {SECRET}",
        f"X-Service-Token={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f'"Authorization": "Basic {SECRET}"',
        f'"user_data": "{SECRET}"',
        f"aws_secret_access_key={SECRET}",
        f"<adminPass>{SECRET}</adminPass>",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET} and the end was cut off",
    ],
)
def test_a_secret_is_gone(text: str) -> None:
    assert SECRET not in redact(text)
    assert "[redacted]" in redact(text)


@pytest.mark.parametrize("token", ["gAAAAABl" + "x1_-" * 20 + "==", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"])
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
    ],
)
def test_what_decides_a_verdict_stays(text: str) -> None:
    assert redact(text) == text


def test_only_the_secret_goes() -> None:
    assert redact(f"host=compute-02 password={SECRET} state=down") == "host=compute-02 password=[redacted] state=down"
