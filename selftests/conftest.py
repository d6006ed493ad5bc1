"""What all self-tests share: pytester, to test the plugin in runs of its own."""

pytest_plugins = ["pytester"]
