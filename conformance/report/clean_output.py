"""What pytest and its plugins print and write of a test holds neither secrets nor control characters, whoever said it."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import allure_commons
import pytest

from conformance.text.writing import for_disk, for_terminal

_IN_ALLURE = "conformance-clean-output"


def clean_exception(fault: BaseException) -> None:
    """Clean the texts and notes of an exception and of those that led to it, before anybody reads them."""
    for one in _chain(fault):
        # a failed claim is explained by what it says: its control characters are taken out when it is shown
        clean = for_disk if isinstance(one, AssertionError) else for_terminal
        one.args = tuple(clean(part) if isinstance(part, str) else part for part in one.args)
        if notes := getattr(one, "__notes__", None):
            one.__notes__ = [for_terminal(str(note)) for note in notes]


def _chain(fault: BaseException) -> Iterator[BaseException]:
    waiting, seen = [fault], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [other for other in (one.__cause__, one.__context__) if other is not None]
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()


def clean_report(report: pytest.TestReport) -> None:
    """Clean what a phase's report says of its failure, and what was captured: the terminal, JUnit and Allure all take it from there."""
    report.longrepr = clean_value(report.longrepr)
    report.sections = [(name, for_terminal(content)) for name, content in report.sections]


def clean_allure() -> Callable[[], None]:
    """Clean what allure-pytest writes by itself: what a fixture raised goes into a file before there is a report of it.

    :return: ends it
    """
    plugins = allure_commons.plugin_manager
    if plugins.has_plugin(_IN_ALLURE):
        return lambda: None
    plugins.register(_InAllure(), _IN_ALLURE)

    def end() -> None:
        plugins.unregister(name=_IN_ALLURE)

    return end


class _InAllure:
    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        clean_value(result)

    @allure_commons.hookimpl(tryfirst=True)
    def report_container(self, container: Any) -> None:
        clean_value(container)

    @allure_commons.hookimpl(tryfirst=True)
    def report_globals(self, globals_item: Any) -> None:
        clean_value(globals_item)


def clean_value(value: Any) -> Any:
    """The value with every text in it cleaned; data classes, pytest's and Allure's, are changed in place."""
    if isinstance(value, str):
        return for_terminal(value)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        # lines: a private key takes several
        return for_terminal("\n".join(value)).split("\n")
    if isinstance(value, list | tuple):
        return type(value)([clean_value(item) for item in value])
    if hasattr(type(value), "__attrs_attrs__"):
        names = [attribute.name for attribute in type(value).__attrs_attrs__]
    elif is_dataclass(value):
        names = [field.name for field in fields(value)]
    else:
        return value
    for name in names:
        setattr(value, name, clean_value(getattr(value, name)))
    return value
