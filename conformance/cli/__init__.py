"""The command line for what is not a run of tests. A command is imported when it is run: classify needs no cloud, and begins at once."""

from importlib import import_module

import click

_COMMANDS = ("canary", "classify", "clean", "compare", "docs", "doctor", "gate", "report")
"""Each stands in the module of its name."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Their names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        """The command of that name; None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"conformance.cli.{cmd_name}"), cmd_name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """OpenStack host conformance: what is needed around its runs. The runs themselves are pytest's: pytest suites --os-cloud NAME."""
