"""The files about the whole run that stand beside the tests' results."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.site import Site
from conformance.report.allure.categories import allure2_categories
from conformance.report.allure.config import Ended, ReportedOn, write_config
from conformance.report.allure.executor import executor
from conformance.report.allure.metrics import IN_RESULTS as METRICS
from conformance.report.allure.metrics import samples
from conformance.report.run_file import TestRecord
from conformance.text.writing import document, json_text

_PRODUCTS = {"nova_api": "Nova API", "libvirt": "libvirt", "qemu": "QEMU"}
"""What people call those whose versions the run found out."""


def write_run_metadata(
    run_dir: Path, site: Site, taxonomy: Taxonomy, environment: Mapping[str, str], tests: Iterable[TestRecord], ended: Ended
) -> None:
    """Writes categories, environment, metrics and, in a pipeline, executor.json into allure-results/, and allurerc.mjs above it.

    :param environment: the process's environment, in which a pipeline shows
    :param tests: of the run, of which metrics are made
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
    _write_json(results / METRICS, samples(tests))
    tested = ReportedOn(site.cloud, tuple(host.name for host in site.hosts), site.host_versions)
    write_config(run_dir, tested, taxonomy, ended)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json_text(content, indent=2) + "\n", encoding="utf-8")


def _escaped(text: str, special: str) -> str:
    """As a Java properties file wants it: Latin-1, with everything else as \\uXXXX."""
    backslashed = "".join(f"\\{character}" if character in special + "\\" else character for character in " ".join(text.split()))
    return backslashed.encode("latin-1", "backslashreplace").decode("latin-1")
