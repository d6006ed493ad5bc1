"""Whether a service listens for its messages yet."""

import amqp

from lab.layout import CONTROL
from lab.services.rendering import Renderer

PORT = 5672


def listens_for(renderer: Renderer, *queues: str) -> bool:
    """Whether every one of these queues has a consumer. A message sent before that is lost, and its sender waits a minute for an answer.

    :raises OSError: RabbitMQ does not answer yet
    :raises amqp.AMQPError: a queue does not exist yet
    """
    address = f"{renderer.layout.address(CONTROL)}:{PORT}"
    with amqp.Connection(address, userid="openstack", password=renderer.secrets["messages"], connect_timeout=2) as connection:
        channel = connection.channel()
        return all(channel.queue_declare(queue, passive=True).consumer_count > 0 for queue in queues)
