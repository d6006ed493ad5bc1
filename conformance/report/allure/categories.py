"""Allure's categories, one a cause: generated from the cause files, for Allure 2 and for Allure 3."""

from typing import Any

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

_HONEST = {
    UNCLASSIFIED: "no documented cause explains the innermost error",
    INSUFFICIENT_EVIDENCE: "what could have shown the cause was not read",
}

SUITE_FAULTS = "suite faults: this suite, its credentials or its way to the hosts"

NO_OPERATION = "hosts that are not set up as claimed"


def _titles(taxonomy: Taxonomy) -> dict[str, str]:
    return {cause.id: cause.title for cause in taxonomy.causes} | _HONEST


def allure2_categories(taxonomy: Taxonomy) -> list[dict[str, Any]]:
    """The content of categories.json. Allure 2 matches the whole message; ours begins with the cause."""
    causes = [
        {
            "name": f"{cause}: {title}",
            # [\s\S] and not a dot: messages have several lines.
            "messageRegex": rf"(?:[\w.]+: )?{cause}[ ,:][\s\S]*",
            "matchedStatuses": ["failed"],
        }
        for cause, title in _titles(taxonomy).items()
    ]
    return [*causes, {"name": SUITE_FAULTS, "matchedStatuses": ["broken"]}]


def allure3_categories(taxonomy: Taxonomy) -> list[dict[str, Any]]:
    """The rules of the same categories for allurerc: Allure 3 ignores categories.json, and can tell by the label.

    First match wins. Within a category, results stand together by the host to blame; those without a cause by their error.
    """
    causes = [
        {
            "id": cause,
            "name": f"{cause}: {title}",
            "matchers": {"statuses": ["failed"], "labels": {"cause": f"^{cause}$"}},
            "groupBy": [{"label": "fingerprint" if cause == UNCLASSIFIED else "compute_host"}],
            "groupByMessage": False,
            "expand": True,
        }
        for cause, title in _titles(taxonomy).items()
    ]
    return [
        *causes,
        {"id": "suite-faults", "name": SUITE_FAULTS, "matchers": {"statuses": ["broken"]}, "groupByMessage": True, "expand": True},
        {"id": "no-operation", "name": NO_OPERATION, "matchers": {"statuses": ["failed"]}, "groupByMessage": True, "expand": True},
    ]
