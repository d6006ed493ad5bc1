"""The report page without analytics, and with a policy by which a browser loads nothing for it and runs no script but the page's own."""

import secrets

_OWN_SCRIPT = b"data:text/javascript;base64,"

_ANALYTICS = b"https://www.googletagmanager.com/"

_ANALYTICS_CALL = b"gtag("

_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline' data:; img-src data: blob:; media-src data: blob:; "
    "font-src data:; connect-src data: blob:; frame-src data: blob:; form-action 'none'; base-uri 'none'"
)
"""connect-src, frame-src and media-src: attachments are read from data: URLs, and shown from blob: URLs. Nothing names a host."""


class UnexpectedPage(ValueError):
    """The generator made a page of another shape, of which it cannot be said what it loads."""


def confined(page: bytes) -> bytes:
    """The page without the two scripts of Allure's analytics, with a Content-Security-Policy, no referrer, and no look-ups of names.

    :raises UnexpectedPage: another script is loaded from elsewhere, only one of the two scripts is there, or there is no head
    """
    nonce = secrets.token_urlsafe(16)
    parts, cut, end = [], [], 0
    for start, tag_end, stop in _scripts(page):
        tag, code = page[start:tag_end], page[tag_end:stop]
        kept = page[end:start]
        source = _source(tag)
        if source is None and _ANALYTICS_CALL in code:
            cut.append("call")
        elif source is not None and source.startswith(_ANALYTICS):
            cut.append("source")
        elif source is not None and not source.startswith(_OWN_SCRIPT):
            raise UnexpectedPage(f"the page would load a script from {source[:80].decode(errors='replace')}")
        else:
            kept += b'<script nonce="' + nonce.encode() + b'"' + page[start + len(b"<script") : stop]
        parts.append(kept)
        end = stop
    if sorted(cut) not in ([], ["call", "source"]):
        raise UnexpectedPage(f"of the two scripts of its analytics, these were found: {', '.join(sorted(cut))}")
    head, found, rest = b"".join([*parts, page[end:]]).partition(b"<head>")
    if not found:
        raise UnexpectedPage("the page has no head")
    return head + found + _metas(nonce) + rest


def _metas(nonce: str) -> bytes:
    """Before all else in the head, as they hold for what follows."""
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(nonce=nonce)}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta http-equiv="x-dns-prefetch-control" content="off">'
    ).encode()


def _scripts(page: bytes) -> list[tuple[int, int, int]]:
    """Where each script element begins, where its tag ends, and where the element ends.

    :raises UnexpectedPage: one has no end
    """
    found = []
    start = page.find(b"<script")
    while start >= 0:
        tag_end = page.find(b">", start) + 1
        stop = page.find(b"</script>", tag_end)
        if not tag_end or stop < 0:
            raise UnexpectedPage("a script of the page has no end")
        stop += len(b"</script>")
        found.append((start, tag_end, stop))
        start = page.find(b"<script", stop)
    return found


def _source(tag: bytes) -> bytes | None:
    """What the src of a script's tag names; None where it has none. :raises UnexpectedPage: it is not in double quotes"""
    _, found, rest = tag.partition(b"src=")
    if not found:
        return None
    if not rest.startswith(b'"'):
        raise UnexpectedPage("the source of a script of the page is not in quotes as it should be")
    return rest[1:].partition(b'"')[0]
