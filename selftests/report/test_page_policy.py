"""What is cut out of the page that Allure makes, and what is put in."""

import re

import pytest

from conformance.report.allure.page_policy import UnexpectedPage, confined

OWN = b'<script   src="data:text/javascript;base64,Z3RhZygp"></script>'
SOURCE = b'<script async src="https://www.googletagmanager.com/gtag/js?id=G-X"></script>'
CALL = b"<script>\n  gtag('config', 'G-X');\n</script>"
DATA = b"<script defer>d('x', 'PHNjcmlwdD4=')</script>"


def page(*scripts: bytes) -> bytes:
    return b"<!DOCTYPE html>\n<html>\n<head>\n<title>t</title></head><body>" + b"".join(scripts) + b"</body></html>"


def test_the_scripts_of_the_analytics_are_cut_out_and_nothing_else() -> None:
    made = confined(page(OWN, SOURCE, CALL, DATA))
    assert b"gtag" not in made
    assert b"https:" not in made
    assert b"Z3RhZygp" in made
    assert b"d('x', 'PHNjcmlwdD4=')" in made
    assert made.endswith(b"</body></html>")
    assert made.count(b"<script") == made.count(b"</script>") == 2


def test_the_policy_comes_first_in_the_head_and_names_the_scripts_of_this_page_only() -> None:
    made = confined(page(OWN, DATA))
    assert made.index(b"<head>") + len(b"<head>") == made.index(b'<meta http-equiv="Content-Security-Policy"')
    (nonce,) = re.findall(rb"script-src 'nonce-([\w-]{22})';", made)
    assert re.findall(rb'<script nonce="([^"]*)"', made) == [nonce, nonce]
    assert nonce not in confined(page(OWN, DATA))


def test_text_in_the_page_that_looks_like_a_head_or_a_tag_changes_nothing() -> None:
    """Titles and names come from outside; Allure escapes them in scripts, and a script's text is never taken for a tag."""
    made = confined(page(b'<script>var name = "<script src=http://evil.example/>"</script>', DATA))
    assert made.count(b"nonce=") == 2


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (page(b'<script src="https://cdn.example/x.js"></script>'), "https://cdn.example/x.js"),
        (page(b'<script src="http://cdn.example/x.js"></script>'), "http://cdn.example/x.js"),
        (page(b'<script src="//cdn.example/x.js"></script>'), "//cdn.example/x.js"),
        (page(b"<script src='https://cdn.example/x.js'></script>"), "not in quotes"),
        (page(SOURCE), "these were found: source"),
        (page(CALL), "these were found: call"),
        (page(SOURCE, SOURCE, CALL), "call, source, source"),
        (page(b"<script>no end"), "no end"),
        (b"<p>no page</p>", "no head"),
    ],
)
def test_a_page_of_another_shape_is_refused(made: bytes, why: str) -> None:
    with pytest.raises(UnexpectedPage, match=re.escape(why)):
        confined(made)
