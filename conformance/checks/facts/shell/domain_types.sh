# Where libvirt runs. The arguments: types of domains that Nova starts.
ask() { timeout -k 1 8 virsh --quiet --connect qemu:///system "$@"; }
for type; do say "domain-type $type" ask domcapabilities --virttype "$type"; done
