"""Which arguments of ssh may be kept on a disk, and used again by whoever reads them: those that run nothing and hold no secret."""

from collections.abc import Sequence

_OPTIONS = frozenset(
    [
        "addressfamily",
        "batchmode",
        "ciphers",
        "compression",
        "connectionattempts",
        "connecttimeout",
        "gssapiauthentication",
        "hostkeyalgorithms",
        "hostname",
        "identitiesonly",
        "identityfile",
        "ipqos",
        "kexalgorithms",
        "loglevel",
        "macs",
        "numberofpasswordprompts",
        "passwordauthentication",
        "port",
        "preferredauthentications",
        "proxyjump",
        "pubkeyacceptedalgorithms",
        "pubkeyacceptedkeytypes",
        "pubkeyauthentication",
        "serveralivecountmax",
        "serveraliveinterval",
        "stricthostkeychecking",
        "tcpkeepalive",
        "user",
    ]
)
"""Options of ssh_config(5), in lower case. None forwards an agent or writes a file: a host may be whose run it is."""

_FLAGS = frozenset(["-4", "-6", "-a", "-C", "-q", "-T", "-v", "-vv", "-vvv", "-x"])

_WITH_VALUE = frozenset(["-J", "-i", "-l", "-p"])


def may_be_kept(arguments: Sequence[str]) -> bool:
    """Whether arguments are of those that run no command (as ProxyCommand does), read no other file of options and hold no password."""
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument in _FLAGS:
            continue
        if argument in _WITH_VALUE and rest:
            rest.pop(0)
        elif argument == "-o" and rest:
            if not _is_known(rest.pop(0)):
                return False
        elif not (argument.startswith("-o") and _is_known(argument[2:])):
            return False
    return True


def _is_known(option: str) -> bool:
    name = option.replace("=", " ", 1).split(maxsplit=1)
    known = len(name) == 2 and name[0].lower() in _OPTIONS
    return known or [part.lower() for part in name] == ["userknownhostsfile", "/dev/null"]
