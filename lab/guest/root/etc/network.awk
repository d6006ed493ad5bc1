# From the flattened network_data.json, what to do for the interface with the hardware address `mac`: one line each of
#   mtu N | dhcp | address ADDRESS NETMASK | route NETWORK NETMASK GATEWAY
# Networks name their link by its id, and may stand before or after it, so all is read first.
BEGIN { FS = "\t" }
{ said[$1] = $2 }
END {
    for (n = 0; ("links." n ".id") in said; n++)
        if (tolower(said["links." n ".ethernet_mac_address"]) == tolower(mac)) {
            link = said["links." n ".id"]
            if (said["links." n ".mtu"] != "") print "mtu", said["links." n ".mtu"]
            break
        }
    if (link == "") exit
    for (n = 0; ("networks." n ".type") in said; n++) {
        network = "networks." n "."
        if (said[network "link"] != link) continue
        if (said[network "type"] == "ipv4_dhcp") print "dhcp"
        if (said[network "type"] != "ipv4") continue
        print "address", said[network "ip_address"], said[network "netmask"]
        for (r = 0; (network "routes." r ".network") in said; r++) {
            route = network "routes." r "."
            print "route", said[route "network"], said[route "netmask"], said[route "gateway"]
        }
    }
}
