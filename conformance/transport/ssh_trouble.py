"""Why SSH did not let us in, from what it says, and what to do about it."""

import re
from typing import NamedTuple

_LAST = 4096
"""Characters of standard error that are looked at, from its end: the last words tell why, and matching takes the square of their number."""


_MOST_SHOWN = 400
"""Characters of it that an error shows."""


class Trouble(NamedTuple):
    """Why a host could not be reached, and what to do."""

    why: str
    remedy: str


_TROUBLES = (
    (
        r"Permission denied \((?P<methods>[^)]*)\)|Too many authentication failures",
        "SSH refused our key for {user} at {target}",
        "Put the key into that user's authorized_keys, or correct ansible_user and ansible_ssh_private_key_file",
    ),
    (
        r"Could not resolve hostname",
        "its name {name} is unknown here",
        "Give its address in the inventory (ansible_host=...) or in the SSH configuration",
    ),
    (
        r"Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED",
        "the SSH host key of {target} is not the one known here, or none is known",
        "Check it, then add it to known_hosts (ssh-keyscan), or name the right UserKnownHostsFile in the SSH configuration",
    ),
    (r"Connection refused", "nothing listens at {target}", "Start sshd there, or correct ansible_host and ansible_port"),
    (
        r"timed out during banner exchange",
        "{target} accepts connections but does not speak SSH",
        "Correct ansible_port, or look whether the host or its sshd hangs",
    ),
    (
        r"[Cc]onnection timed out|Operation timed out",
        "no answer from {target}",
        "Look whether the host is up and its network and firewall let SSH in",
    ),
    (r"No route to host|Network is unreachable", "there is no route to {target}", "Look whether the host is up, and this machine's routes"),
    (
        r"not responding|Broken pipe|Connection (?:reset|closed)|closed by remote host",
        "{target} ended the connection",
        "Look at sshd's log there: it may be overloaded (MaxStartups), restarting, or refuse this address",
    ),
    (
        r"(?P<said>Can't open user config file .*|.*Bad (?:owner or permissions|configuration option).*)",
        "{said}",
        "Correct the SSH configuration",
    ),
)


_NAMED = re.compile(
    r"connect to host (?P<host>\S{1,255}) port (?P<port>\d{1,5}):|resolve hostname (?P<name>[^\s:]{1,255})"
    r"|(?<!\S)(?P<user>[^\s@]{1,255})@(?P<at>\S{1,255}): Permission denied"
)
"""Of whom ssh says it: of the host, which its configuration may know by another address (HostName), or of a bastion (ProxyJump)."""


def ssh_trouble(stderr: str, *, address: str, port: int | None, user: str | None) -> Trouble:
    """Trouble as told by ssh's standard error, when it could not connect."""
    stderr = stderr[-_LAST:]
    target = address if port is None else f"{address} port {port}"
    for pattern, why, remedy in _TROUBLES:
        match = re.search(pattern, stderr)
        if match:
            words = {"address": address, "name": address, "target": target, "user": user or "the user of the SSH configuration"}
            words |= _other(stderr, address)
            said = (match.groupdict().get("said") or "").strip()[:_MOST_SHOWN]
            return Trouble(why.format(said=said, **words), remedy)
    last = next((line.strip()[:_MOST_SHOWN] for line in reversed(stderr.splitlines()) if line.strip()), "it said nothing")
    return Trouble(f"SSH to {target} failed: {last}", "Try it by hand: ssh with the same user, key and configuration")


def _other(stderr: str, address: str) -> dict[str, str]:
    """Who it is that ssh tells of, where that is another than the host; nothing where it is the host, or is not told."""
    told = _NAMED.search(stderr)
    host = told and (told["host"] or told["name"] or told["at"])
    if not told or not host or host.lower() == address.lower():
        return {}
    where = f"{host} port {told['port']}" if told["port"] else host
    user = {"user": told["user"]} if told["user"] else {}
    return {"target": f"{where}, on the way to {address}", "name": f"{host}, on the way to {address},", **user}


_SUDO_REFUSALS = re.compile(
    r"^(?:sudo(?:-rs)?: (?!unable to resolve host).+|.* is not in the sudoers file.*|\S+ is not allowed to run sudo on .*"
    r"|Sorry, user .* (?:is not allowed to|may not) .*"
    r"|env: .sudo.: No such file or directory)$",
    re.MULTILINE,
)
"""All that sudo says before it gives up; a host name that it cannot resolve it only warns of."""


def sudo_refusal(rc: int, stderr: str) -> str | None:
    """What sudo said when it would not run the command; None if it ran it."""
    match = _SUDO_REFUSALS.search(stderr[-_LAST:]) if rc in {1, 126, 127} else None
    return match[0].strip()[:_MOST_SHOWN] if match else None
