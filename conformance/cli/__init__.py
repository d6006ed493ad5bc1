"""The command line for what is not a run of tests. A command is imported when it is run: classify needs no cloud, and begins at once."""

from importlib import import_module

import click

_COMMANDS = ("accept", "canary", "classify", "clean", "compare", "docs", "doctor", "gate", "report")
"""Each stands in the module of its name."""

_TO_START_WITH = ("init", "run", "install-report", "integrations")
"""Those in conformance/cli/starting."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Their names."""
        return sorted((*_COMMANDS, *_TO_START_WITH))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        """The command of that name; None if there is none."""
        name = cmd_name.replace("-", "_")
        if cmd_name in _COMMANDS:
            module = f"conformance.cli.{name}"
        elif cmd_name in _TO_START_WITH:
            module = f"conformance.cli.starting.{name}"
        else:
            return None
        found: click.Command = getattr(import_module(module), name)
        return found


def _say_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: ARG001 - click gives it
    if wanted:
        from conformance.installation import package_version

        click.echo(f"conformance {package_version()}")
        context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_say_version, help="The version, with its commit.")
def main() -> None:
    """OpenStack host conformance: its runs (`conformance run`, or `pytest suites` in a clone), and what is needed around them."""
