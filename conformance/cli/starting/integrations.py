"""conformance integrations: where the files for pipelines and deployment tools are."""

import click

from conformance.cli.saying import echo
from conformance.installation import INTEGRATIONS


@click.command()
def integrations() -> None:
    """Print the directory of the files for Ansible, Kayobe, Zuul, GitLab, GitHub, Jenkins and Prometheus; they are of this version.

    `ansible-playbook -i multinode $(conformance integrations)/ansible/conformance.yml -e conformance_phase=post-deploy`
    """
    echo(str(INTEGRATIONS))
