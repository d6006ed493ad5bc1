"""Every cause says where it was read, so that an operator can read on."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from conformance.diagnosis.taxonomy.cause import Cause
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy

CAUSES = load_taxonomy().causes

NOT_A_TITLE = ("skill", "the issue", "this suite", "documents by which")
"""Words of titles that nobody could find anything by."""


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_a_cause_has_a_source_with_a_title_of_its_own(cause: Cause) -> None:
    titles = Counter(reference.title for reference in cause.source)
    assert titles
    assert not [title for title, times in titles.items() if times > 1]
    assert not [title for title in titles if any(word in title.lower() for word in NOT_A_TITLE)]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_an_address_is_one_of_https_with_a_host_and_a_path(cause: Cause) -> None:
    for reference in cause.source:
        if reference.url is not None:
            parts = urlsplit(reference.url)
            assert (parts.scheme, parts.query, parts.fragment) == ("https", "", "")
            assert "." in str(parts.hostname)
            assert len(parts.path) > 1


def test_a_title_has_one_address_everywhere() -> None:
    addresses: dict[str, set[str | None]] = {}
    for cause in CAUSES:
        for reference in cause.source:
            addresses.setdefault(reference.title, set()).add(reference.url)
    assert not {title: urls for title, urls in addresses.items() if len(urls) > 1}
