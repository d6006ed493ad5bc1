"""The command line for what is not a run of tests."""

import click

from conformance.cli.classify import classify
from conformance.cli.clean import clean
from conformance.cli.docs import docs
from conformance.cli.doctor import doctor


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """OpenStack host conformance: what is needed around its runs. The runs themselves are pytest's: pytest suites --os-cloud NAME."""


main.add_command(classify)
main.add_command(clean)
main.add_command(docs)
main.add_command(doctor)
