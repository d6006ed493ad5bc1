#!/bin/sh
# virsh of a fake compute host, which has no libvirt: lists as domains what Nova's database has on it.
case " $* " in
*" list "*"--state-running"*) also="AND power_state = 1" ;;
*" list "*) also="" ;;
*)
    echo "error: there is no libvirt on a fake compute host" >&2
    exit 1
    ;;
esac
exec mariadb --batch --skip-column-names --execute "SELECT uuid FROM nova.instances WHERE deleted = 0 AND host = '$(hostname)' $also"
