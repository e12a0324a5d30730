#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Python for setup.py, which does the rest: a minimal Debian 12 comes without it. Says and installs
# the same as setup.py would; the names are taken from there.
[ -x /usr/bin/python3 ] && exit 0

wanted=$(sed -n 's/^    "\([a-z0-9.+:-]*\)": "[^"]*",$/\1/p' "$(dirname "$0")/setup.py" | tr '\n' ' ')
id=$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null)
version=$(sed -n 's/^VERSION_ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
if [ "$id" != debian ] || [ "$version" != 12 ]; then
    echo "setup: only Debian 12 is set up by itself; elsewhere these must be there:" \
         "${wanted}and lwIP 2.1 unpacked in build/deps/lwip" >&2
    exit 1
fi
if [ "$KAAL_NO_INSTALL" = 1 ]; then
    missing=
    for name in $wanted; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' ||
            missing="$missing $name"
    done
    echo "setup: missing packages:$missing" >&2
    exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
    sudo=$(command -v sudo) || {
        echo "setup: installing python3 needs root or sudo" >&2
        exit 1
    }
fi
echo "setup: installing python3"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get -o DPkg::Lock::Timeout=300 -q update &&
    $sudo apt-get -o DPkg::Lock::Timeout=300 -q -y --no-install-recommends install python3 || {
    echo "setup: installing python3 failed: is a Debian mirror configured?" >&2
    exit 1
}
