"""Every syntax in which logs, answers of APIs and files of hosts were seen to hold a secret, and lines that only look as if they did."""

import base64
import json
import time

import pytest

from conformance.text.redact import _AFTER, _ANY_AFTER, _ANY_BEFORE, _BEFORE, redact

CANARY = "cANARY77"
KEY = "b1/+" * 15 + CANARY
"""A line of a private key."""

FERNET = "0123456789abcdefghijklmnop" + CANARY + "-_AbCdEfG" + "="
BASE64 = base64.b64encode(b"a password of the registry").decode()

SECRETS = {
    "environment, comma": f"OS_PASSWORD=ab,{CANARY}",
    "environment, blank": f"OS_PASSWORD=two {CANARY}",
    "environment, backslash": f"export OS_PASSWORD=ab\\{CANARY}",
    "environment, brackets": f"RABBIT_PASSWORD=[{CANARY}]x",
    "environment, quote": f"RABBIT_PASSWORD=a'b\"{CANARY}",
    "environment in the middle of a line": f"env PATH=/bin OS_PASSWORD=ab,{CANARY} nova-manage",
    "environment, ampersand": f"run OS_PASSWORD=ab&{CANARY}",
    "docker inspect, comma": json.dumps({"Env": ["PATH=/bin", f"OS_PASSWORD=ab,{CANARY}"]}),
    "docker inspect, blank": json.dumps({"Env": [f"OS_PASSWORD=two {CANARY} words", "PATH=/bin"]}),
    "docker inspect, quote": json.dumps({"Env": [f'OS_PASSWORD=a"{CANARY}', "PATH=/bin"]}),
    "docker inspect in a log": json.dumps({"log": json.dumps({"Env": [f'OS_PASSWORD=a", {CANARY}']})}),
    "docker inspect, indented": json.dumps({"Env": [f"DB_PASSWORD=a;b {CANARY}"]}, indent=4),
    "JSON, quotes": json.dumps({"password": f"a'b\"{CANARY}"}),
    "JSON in JSON, quote": json.dumps({"log": json.dumps({"password": f"a'{CANARY}"})}),
    "JSON in JSON, double quote": json.dumps({"log": json.dumps({"password": f'a"{CANARY}'})}),
    "JSON in JSON, backslash": json.dumps({"log": json.dumps({"password": f"a\\{CANARY}"})}),
    "JSON in JSON in JSON": json.dumps({"log": json.dumps({"log": json.dumps({"password": f"a\"'\\{CANARY}"})})}),
    "JSON, on two lines": f'{{\n "password":\n   "{CANARY}"\n}}',
    "JSON, list": json.dumps({"passwords": ["a", CANARY]}),
    "JSON, list, indented": json.dumps({"passwords": ["a", CANARY]}, indent=2),
    "repr, both quotes": repr({"password": f"a'b\"{CANARY}"}),
    "repr, quote": repr({"password": f"a'{CANARY}"}),
    "repr in repr": repr(str({"password": f"a'{CANARY}"})),
    "repr, list": repr({"passwords": ["a", CANARY]}),
    "YAML, two words": f"database_password: two {CANARY}",
    "YAML, comma": f"  database_password: ab,{CANARY}",
    "YAML, in a list": f"- name: x\n- password: two {CANARY}",
    "YAML, list": f"passwords:\n- a\n- {CANARY}\nuser: nova",
    "YAML, list, indented": f"  passwords:\n    - a\n    - {CANARY}\n",
    "YAML, list in a line": f"passwords: [a, {CANARY}]",
    "YAML, next line": f"password:\n    {CANARY}\nuser: nova",
    "YAML, block": f"  password: |\n    {CANARY}\n  user: nova",
    "YAML in JSON": json.dumps({"values": f"user: nova\ndatabase_password: two {CANARY}\n"}),
    "prompt in a log": f"2026-11-21 10:00:00 host login[1]: Password:\n2026-11-21 10:00:01 host login[1]: {CANARY}",
    "prompt in syslog": f"Nov 21 10:00:00 host login[1]: New password:\nNov 21 10:00:01 host login[1]: {CANARY}",
    "oslo.config": f"2026-11-21 10:00:00.000 7 DEBUG oslo_service [-] database.connection_string    = {CANARY} log_opt_values",
    "INI, comma": f"password = ab,{CANARY}",
    "database URL, blank": f"connection = mysql+pymysql://nova:two {CANARY}@10.0.0.5/nova",
    "URL, token alone": f"fatal: unable to access 'https://{CANARY}@git.example.org/x'",
    "URL, query": f"GET /v3?a=1&access_token={CANARY}&b=2",
    "CLI, quotes": f"openstack --os-password 'two {CANARY}' server list",
    "CLI, equals": f"openstack --os-password={CANARY} server list",
    "CLI, list": f"['openstack', '--os-password', '{CANARY}', 'server']",
    "CLI, JSON list": json.dumps(["--rabbit-password", CANARY]),
    "CLI, mysql": f"mysql -u root -p{CANARY} nova",
    "CLI, sshpass": f"sshpass -p{CANARY} ssh host",
    "CLI, sshpass, blank": f'-o ProxyCommand="sshpass -p {CANARY} ssh -W %h:%p jump"',
    "CLI, sshpass, quotes": f"sshpass -p '{CANARY}' ssh host",
    "CLI, sshpass, environment": f"SSHPASS={CANARY} sshpass -e ssh host",
    "CLI, ncat": f"ncat --proxy-auth ops:{CANARY} %h %p",
    "GitLab": f"cloning with glpat-abc{CANARY}_12",
    "Vault": f"token is hvs.CAESI{CANARY}0000",
    "NVMe": f"nvme connect --dhchap DHHC-1:00:abc{CANARY}==:",
    "Barbican": json.dumps({"payload": f"the {CANARY}", "payload_content_type": "text/plain"}),
    "Barbican, repr": repr({"payload": f"the {CANARY}"}),
    "Barbican, in a log": json.dumps({"body": json.dumps({"payload": CANARY})}),
    "virsh": f"virsh secret-set-value 457eb676-33da-42ec-9a8c-9293d545c337 {CANARY}",
    "virsh, options": f"virsh secret-set-value --secret 457eb676-33da-42ec-9a8c-9293d545c337 --base64 '{CANARY}'",
    "QEMU": f"-object secret,id=s0,format=raw,data={CANARY},keyid=m",
    "Fernet key": f"0: {FERNET}",
    "Fernet key in JSON": json.dumps({"keys": {"0": FERNET}}),
    "Docker": json.dumps({"auths": {"registry": {"auth": CANARY * 2}}}),
    "console proxy": f"handler exception: The token '{CANARY}-2a4f' is invalid or has expired",
    "console proxy, double quotes": f'The token "{CANARY}-2a4f" has expired',
    "AMQPLAIN": f"start_ok(mechanism='AMQPLAIN', login_response=b'\\x05LOGINS\\x00\\x04nova\\x08PASSWORDS\\x00\\x08{CANARY}')",
    "Galera": f"wsrep_sst_auth = sst:{CANARY}",
    "Galera, environment": f"WSREP_SST_AUTH=sst:{CANARY}",
    "IPsec": f"ipsec_site_connection psk={CANARY} state=DOWN",
    "PKCS 11": f"pin = {CANARY}",
    "PKCS 11, JSON": json.dumps({"user_pin": CANARY}),
    "profiler": f"connection_string = redis://:{CANARY}@10.0.0.5/",
    "dogpile": f"backend_argument = password:{CANARY}",
    "private key without its first line": f"{KEY}\n{KEY}\nQ==\n-----END RSA PRIVATE KEY-----\nnext",
    "private key without its first line, in a log": f"Nov 21 10:00 h p: {KEY}\nNov 21 10:00 h p: -----END PRIVATE KEY-----",
    "private key without its last line": f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n{KEY}\nthe next line of the log",
    "private key in a log": f"Nov 21 h p: -----BEGIN PRIVATE KEY-----\nNov 21 h p: {KEY}\nNov 21 h p: {KEY}\nNov 21 h p: ok",
    "private key in JSON": json.dumps({"pem": f"-----BEGIN EC PRIVATE KEY-----\n{KEY}\n-----END EC PRIVATE KEY-----\n"}),
    "private key in JSON, cut off": json.dumps({"pem": f"-----BEGIN EC PRIVATE KEY-----\n{KEY}\n"}),
    "private key in JSON, without its first line": json.dumps({"pem": f"{KEY}\n{KEY}\n-----END EC PRIVATE KEY-----\n"}),
    "PGP": f"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{KEY}\n=aBcD\n-----END PGP PRIVATE KEY BLOCK-----",
    "cloud-init": f"[   12.0] cloud-init[812]: Set the following 'random' passwords\r\ncirros:{CANARY}\r\nnext line",
    "cloud-init, prefixes": f"ci: Set the following 'random' passwords\n[ 12.1] ci[8]: root:a1\n[ 12.1] ci[8]: u:{CANARY}\n",
    "chpasswd": f"+ echo root:{CANARY} | chpasswd",
    "chpasswd, quotes": f"echo 'root:two {CANARY}' | sudo chpasswd",
    "chpasswd, here": f"chpasswd <<< 'root:{CANARY}'",
    "chpasswd, list": f"chpasswd:\n  expire: false\n  list: |\n    root:{CANARY}\nhostname: x",
    "chpasswd, users": f"chpasswd:\n  users:\n    - name: root\n      password: {CANARY}\nhostname: x",
    "cookie": f"curl -H 'Cookie: session={CANARY}; x=y'",
}

KEPT = {
    "OpenFlow": "table=71,cookie=15086,actions=drop; stderr: ovs-ofctl: br-int is not a bridge",
    "OpenFlow, hexadecimal": " cookie=0x9a3b5c7d1e2f, duration=12.3s, table=0, priority=2 actions=resubmit(,25)",
    "a mention of a key": "ERROR ssh: key file has no -----BEGIN RSA PRIVATE KEY----- in it\nERROR libvirt: Connection refused\nlast",
    "a mention of both ends": "looked for -----BEGIN PRIVATE KEY----- first\nERROR a b\nERROR c d",
    "id of a key": "encryption_key_id = 457eb676-33da-42ec-9a8c-9293d545c337",
    "id of a key in JSON": '{"encryption_key_id": "457eb676-33da-42ec-9a8c-9293d545c337", "status": "in-use"}',
    "reference of a secret": "secret_ref=https://barbican/v1/secrets/457eb676-33da-42ec-9a8c-9293d545c337",
    "a token that could not be validated": "Unable to validate token: Failed to fetch token data from identity server",
    "a signature": "SignatureVerificationError: Signature verification for the image failed",
    "the type of a key": "img_signature_key_type='RSA-PSS'",
    "where a key is": "private_key_file = /etc/nova/id_rsa",
    "where users are": "/etc/passwd: nova: no such user",
    "QEMU's secret": '-object {"qom-type":"secret","id":"libvirt-1-storage","keyid":"masterKey0"}',
    "a user": "rabbit://openstack@10.0.0.5:5672/ is unreachable",
    "a user of SSH": "qemu+ssh://nova@compute-02/system: Permission denied",
    "a user of a registry": "https://admin@registry.example.org/v2/",
    "two URLs": "amqp://mq-1:5672 is unreachable, mail to root@mq-1",
    "a console": "INFO nova.consoleauth.manager Checking Token: 3c5e1a2b-1111-4222-8333-444455556666, False",
    "an option that is missing": "clouds.yaml: auth.password: must be text, not 5",
    "an image's digest": "repo@sha256:9b2c5f0d1e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c",
    "where sudo ran": "sudo: nova : TTY=unknown ; PWD=/var/lib/nova ; USER=root ; COMMAND=/usr/bin/privsep-helper",
    "pinning": "<vcpupin vcpu='0' cpuset='4'/> cpu_pin=4",
    "when a token ends": "token_expiration = 3600",
    "a password was used": "Access denied for user 'nova'@'10.0.0.5' (using password: YES)",
    "a path": "Unable to connect to http://controller:5000/v3/auth/tokens: HTTPConnectionPool(host='controller', port=5000): Max retries",
    "advice": "AMQP server mq:5672 closed the connection. Check login credentials: Socket closed",
    "an exception": "keystoneauth1.exceptions.http.Unauthorized: The request you have made requires authentication. (HTTP 401)",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in SECRETS.items()])
def test_a_secret_goes_whatever_it_stands_in(text: str) -> None:
    once = redact(text)
    assert CANARY not in once
    assert "[redacted]" in once
    assert redact(once) == once


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in KEPT.items()])
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n{KEY}\nERROR nova: Connection refused\n", "ERROR nova: Connection refused"),
        (f"a b\n{KEY}\n-----END RSA PRIVATE KEY-----\nERROR c", "ERROR c"),
        (f"a b c\n{KEY}\n-----END RSA PRIVATE KEY-----\nERROR c", "a b c"),
        (f"passwords:\n- {CANARY}\nuser: nova", "user: nova"),
        (f"password:\n  {CANARY}\nuser: nova", "user: nova"),
        (f"chpasswd:\n  list: |\n    root:{CANARY}\nhostname: x", "hostname: x"),
        (f'{{"password": "{CANARY}", "state": "down"}}', '"state": "down"'),
        (json.dumps({"log": json.dumps({"password": f'a"{CANARY}', "state": "down"})}), '\\"state\\": \\"down\\"'),
        (f"user=nova,password={CANARY},state=down", "state=down"),
        (f"Connection(password={CANARY}) refused", ") refused"),
        (f"Set the following 'random' passwords\nroot:{CANARY}\nlogin: now", "login: now"),
        (f"cookie=0x1, password={CANARY} actions=drop", "cookie=0x1"),
    ],
)
def test_what_stands_around_a_secret_stays(text: str, stays: str) -> None:
    assert CANARY not in redact(text)
    assert stays in redact(text)


@pytest.mark.parametrize("document", [{"password": CANARY, "b": ["OS_PASSWORD=a,b", 1]}, {"env": [f'A_PASSWORD=x"{CANARY}', "C=d"]}])
def test_json_stays_json(document: object) -> None:
    for text in (json.dumps(document), json.dumps({"log": json.dumps(document)})):
        told = json.loads(redact(text))
        assert CANARY not in str(told)
        if "log" in told:
            json.loads(told["log"])


@pytest.mark.parametrize(
    "unit",
    [
        "password=a ", '\\"password\\": \\"', "password: is a ", "passwords: [", "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n", "A" * 64 + "\n", "password:\n - a\n", "mysql -u -p", "\\", "'password: is a ",
    ],
)  # fmt: skip
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        redact(text)
        return time.process_time() - began

    small = max(min(seconds(4_000) for _ in range(3)), 0.004)
    # eight times as long: 64 times as slow if it was quadratic
    assert min(seconds(32_000) for _ in range(2)) < 32 * small


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_one_search_finds_what_any_rule_finds(text: str) -> None:
    for rules, any_of_them in ((_BEFORE, _ANY_BEFORE), (_AFTER, _ANY_AFTER)):
        assert bool(any_of_them.search(text)) is any(pattern.search(text) for pattern, _ in rules)
