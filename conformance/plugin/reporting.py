"""The pytest hooks that report: the verdict at each failure, and the run's files, tables and page at its end."""

import os
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openstack.connection import Connection
from rich.console import Console

from conformance.classify.taxonomy import Taxonomy, load_taxonomy
from conformance.model.errors import CloudFault
from conformance.model.hosts import HostPair
from conformance.model.operation import Operation
from conformance.model.site import Site
from conformance.report.allure.attach import attach_judgement, attach_text, label_subject, show_message
from conformance.report.allure.results import write_run_metadata
from conformance.report.html import allure_command, write_page
from conformance.report.judge import Judge
from conformance.report.message import Complaint, message
from conformance.report.records import FailureNote, Phase, Records
from conformance.report.run_file import RunFile, write_run_file
from conformance.report.terminal import summary
from conformance.run.journal import Journal


def report_into(config: pytest.Config, run_dir: Path) -> None:
    """Sends Allure's results and the JUnit file to the run's directory, unless the command line sends them elsewhere.

    To be called before allure-pytest and junitxml are configured, on the controller: xdist hands the options to the workers.
    """
    if config.option.allure_report_dir is None:
        config.option.allure_report_dir = str(run_dir / "allure-results")
    if config.option.xmlpath is None:
        config.option.xmlpath = str(run_dir / "junit.xml")
