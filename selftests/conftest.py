"""What all self-tests share: pytester, to test the plugin in runs of its own, and patience with openstacksdk."""

import pytest

pytest_plugins = ["pytester"]


def pytest_configure(config: pytest.Config) -> None:
    """Let openstacksdk warn of what it does itself: every connection and every resource would be an error otherwise."""
    config.addinivalue_line("filterwarnings", "ignore:::openstack")
