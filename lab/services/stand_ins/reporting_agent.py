"""Reports to Neutron as a host's Open vSwitch agent does, and wires nothing: a fake compute host has no switch.

Runs in the services' environment, with the configuration of the agent that it stands for.
"""

import sys
import time
from typing import Any

from neutron.agent import rpc
from neutron.common import config
from neutron.conf.agent import common as agent_options
from neutron.conf.plugins.ml2.drivers import ovs_conf
from neutron_lib import constants, context
from neutron_lib.agent import topics
from oslo_config import cfg


def main() -> None:
    """Report until stopped."""
    agent_options.register_agent_state_opts_helper(cfg.CONF)
    ovs_conf.register_ovs_agent_opts(cfg.CONF)
    config.register_common_config_options()
    config.init(sys.argv[1:])
    config.setup_logging()
    reports = rpc.PluginReportStateAPI(topics.REPORTS)
    state: dict[str, Any] = {
        "binary": "neutron-openvswitch-agent",
        "agent_type": constants.AGENT_TYPE_OVS,
        "host": cfg.CONF.host,
        "topic": constants.L2_AGENT_TOPIC,
        "configurations": {
            "bridge_mappings": dict(mapping.split(":") for mapping in cfg.CONF.OVS.bridge_mappings),
            "tunnel_types": list(cfg.CONF.AGENT.tunnel_types),
            "tunneling_ip": str(cfg.CONF.OVS.local_ip),
            "datapath_type": cfg.CONF.OVS.datapath_type,
        },
        "start_flag": True,
    }
    while True:
        try:
            reports.report_state(context.get_admin_context_without_session(), state, use_call=True)
            state.pop("start_flag", None)
        except Exception as trouble:  # noqa: BLE001 - what a broker or a server says of itself; it is asked again
            print(trouble, file=sys.stderr, flush=True)  # noqa: T201 - its log
        time.sleep(cfg.CONF.AGENT.report_interval)


if __name__ == "__main__":
    main()
