"""The console proxy answers."""

from urllib.parse import urlsplit

from conformance.model.errors import CloudFault
from conformance.model.invariant import About, NotApplicable
from conformance.run.host import Host

ABOUT = About(
    cause="console-failed",
    why="Users are sent to novncproxy_base_url for a console: where it still is the default, or one proxy's old address, they see nothing.",
    remedy="Set [vnc] novncproxy_base_url on compute hosts to the address that users reach; look at nova-novncproxy and port 6080.",
    source="Nova skill: troubleshooting 4 (console access failures)",
)


def check(host: Host) -> None:
    """novncproxy_base_url, where consoles are enabled, names a host other than loopback, and an address of http or https."""
    url = host.conf.novncproxy_base_url
    if url is None:
        raise NotApplicable("VNC consoles are disabled ([vnc] enabled)")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.hostname in {None, "127.0.0.1", "localhost", "::1"}:
        raise CloudFault("novncproxy_base_url that users can reach", url, host.name)
