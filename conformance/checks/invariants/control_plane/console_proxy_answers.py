"""The console proxy has an address that users can reach, and answers there."""

from conformance.checks.host import Host
from conformance.cloud.web_address import web_address
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.probe.oslo_config import brief
from conformance.text.names import GONE

ABOUT = About(
    cause="console-failed",
    why="Users are sent to novncproxy_base_url for a console: where it still is the default, or one proxy's old address, they see nothing.",
    remedy="Set [vnc] novncproxy_base_url on compute hosts to the address that users reach; look at nova-novncproxy and port 6080.",
    practice="See that the console proxy answers at the address that users are given.",
    source=(NOVA_GUIDE.at("Troubleshoot 4: Console Access Failures"),),
)


def check(host: Host) -> None:
    """Where consoles are enabled, novncproxy_base_url is an address of http or https, not of loopback, and a proxy answers there."""
    url = host.conf.novncproxy_base_url
    if url is None:
        raise NotApplicable("VNC consoles are disabled ([vnc] enabled)")
    try:
        # a user and a password in it were taken out, and the brackets that stand there now are those of an IPv6 address
        parts = web_address(url.replace(GONE, "redacted"))
    except ValueError as error:
        raise CloudFault("novncproxy_base_url that users can reach", f"{brief(url)}: {error}", host.name) from None
    if parts.hostname in {"127.0.0.1", "localhost", "::1"}:
        raise CloudFault("novncproxy_base_url that users can reach", url, host.name)
    if not host.thresholds.console_reached:
        return
    consoles = host.around.cloud.facts.consoles
    if url not in consoles:
        raise SuiteFault(f"{host.name}: the console proxy {url} was not tried")
    if consoles[url]:
        raise CloudFault(f"a console proxy answers at {url}", f"{consoles[url]}", host.name)
