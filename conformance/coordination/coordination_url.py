"""The URL of a coordination service: checked before anybody connects, and shown to people without its password."""

from urllib.parse import SplitResult, unquote, urlsplit

from conformance.model.errors import UsageProblem

HOW = "Give file:///DIRECTORY, redis://HOST:PORT or etcd3+http://HOST:PORT"

_NETWORKED = frozenset({"redis", "etcd3+http", "etcd3+https"})


def check_url(url: str) -> None:
    """See that a URL names a service of a kind that is known. No message has anything of a URL that could not be read.

    :raises UsageProblem: it does not
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageProblem(f"--coordination is not a URL: its port is no number from 1 to 65535, or its host is none. {HOW}") from error
    if parts.scheme == "file" and parts.path and not parts.netloc:
        return
    if parts.scheme not in _NETWORKED:
        raise UsageProblem(f"--coordination is not the URL of a service that is known. {HOW}")
    if "@" in f"{parts.path}{parts.query}{parts.fragment}":
        raise UsageProblem(f"--coordination has an @ after its host: write / ? # of a password as %2F %3F %23. {HOW}")
    if not (parts.hostname or "").isprintable() or not parts.hostname or port == 0:
        raise UsageProblem(f"--coordination {parts.scheme}:// names no host, or the port 0. {HOW}")


def shown(url: str) -> str:
    """A URL that was checked, without user, password and options."""
    parts = urlsplit(url)
    if parts.scheme not in _NETWORKED:
        return f"{parts.scheme}://{parts.path}"
    return f"{parts.scheme}://{_place(parts)}"


def without_password(text: str, url: str) -> str:
    """What a library says of a service, on one line, without the passwords that the URL has."""
    parts = urlsplit(url)
    words = [parts.password or "", *(value for key, _, value in _options(parts) if "password" in key)]
    forms = {*words, *map(unquote, words)} - {""}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "[redacted]")
    return " ".join(text.split())


def _options(parts: SplitResult) -> list[tuple[str, str, str]]:
    return [option.partition("=") for option in parts.query.split("&")]


def _place(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"{f'[{host}]' if ':' in host else host}{f':{parts.port}' if parts.port else ''}"
