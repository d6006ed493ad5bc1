"""The files about the whole run that stand beside the tests' results."""

from collections.abc import Mapping
from pathlib import Path

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.site import Site
from conformance.report.allure.categories import allure2_categories, allure3_categories
from conformance.report.allure.executor import executor
from conformance.report.allure.history import FILE as HISTORY
from conformance.text.writing import document, json_text

_PRODUCTS = {"nova_api": "Nova API", "libvirt": "libvirt", "qemu": "QEMU"}
"""What people call those whose versions the run found out."""


def write_run_metadata(run_dir: Path, site: Site, taxonomy: Taxonomy, environment: Mapping[str, str]) -> None:
    """Writes categories.json, environment.properties and, in a pipeline, executor.json into allure-results/, and allurerc.json above it.

    :param environment: the process's environment, in which a pipeline shows
    """
    results = run_dir / "allure-results"
    results.mkdir(parents=True, exist_ok=True)
    _write_json(results / "categories.json", allure2_categories(taxonomy))
    versions = {_PRODUCTS.get(product, product): version for product, version in site.versions.items()}
    about = {"Cloud": site.cloud, "Profile": site.profile, "Hosts": ", ".join(host.name for host in site.hosts)} | versions
    (results / "environment.properties").write_text(
        "".join(f"{_escaped(key, ' =:#!')}={_escaped(value, '')}\n" for key, value in document(about).items()), encoding="latin-1"
    )
    pipeline = executor(environment)
    if pipeline:
        _write_json(results / "executor.json", pipeline)
    _write_json(
        run_dir / "allurerc.json",
        {
            "name": f"Compute hosts of {site.cloud}",
            # A copy of what stands beside the runs, so that each page shows how every test fared in the runs before.
            "historyPath": HISTORY,
            "categories": {"rules": allure3_categories(taxonomy)},
            # They say the same of every test: how it was run, not what it is about.
            "hideLabels": ["framework", "language", "thread", "package"],
        },
    )


def _write_json(path: Path, content: object) -> None:
    path.write_text(json_text(content, indent=2) + "\n", encoding="utf-8")


def _escaped(text: str, special: str) -> str:
    """As a Java properties file wants it: Latin-1, with everything else as \\uXXXX."""
    backslashed = "".join(f"\\{character}" if character in special + "\\" else character for character in " ".join(text.split()))
    return backslashed.encode("latin-1", "backslashreplace").decode("latin-1")
