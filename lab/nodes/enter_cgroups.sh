#!/bin/sh
# Puts itself into control groups, then becomes the command that was asked for: what that starts is in them, too.
# Usage: enter_cgroups.sh GROUP ... -- COMMAND [ARGUMENT ...]
set -eu
while [ "$1" != -- ]; do
    echo $$ > "$1/cgroup.procs"
    shift
done
shift
exec "$@"
