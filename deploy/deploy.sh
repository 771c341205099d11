#!/bin/sh
# Installs or upgrades Tracker on a host that you reach by ssh: deploy/deploy.sh [USER@]HOST
#
# What is deployed is the last commit of this checkout, as a wheel built here. On the host it gets
# a folder of its own with the dependencies of requirements.txt (by hash); one link is turned to it;
# the environment file gets the variables that it lacks, and no other line of it is touched; the
# units are brought up to date unless somebody has changed them; what the settings want written
# outside of /var/lib/tracker is made, and allowed in tracker.service.d/folders.conf; the settings are
# tried; the server is restarted, and waited for until it can store visits. A second run changes
# nothing.
#
# BACK=yes deploy/deploy.sh [USER@]HOST goes back to the release that ran before, and where that knows
# no such database, to the copy from before the upgrade; today's is kept beside it.
#
# Variables, with what they are where you say nothing:
#   PUBLIC_URL     (nothing)            written into the environment file if that has none
#   FOLDER         /opt/tracker         the releases; FOLDER/current is the one that runs
#   DATA           /var/lib/tracker     DATA_DIR, if the environment file has none
#   ENV_FILE       /etc/tracker.env     read by the service; root's, mode 0640, group tracker
#   UNITS          /etc/systemd/system  where the units go; empty: nowhere
#   RESTART        systemctl restart tracker
#   STOP           systemctl stop tracker.socket tracker.service
#   SHOW_LOG       journalctl --no-pager -n 50 -u tracker
#   WAIT           60                   seconds until the server has to be ready
#   SSH            ssh                  with options, such as SSH="ssh -p 2222"
#   PYTHON         python3              here, to build the wheel
#   HOST_PYTHON    python3              there, 3.11 or newer
#   PIP_OPTIONS    (nothing)            there, such as --index-url, or --no-index --find-links
set -eu

host="${1:-}"
if [ -z "$host" ] || [ $# != 1 ]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."

: "${SSH:=ssh}" "${FOLDER:=/opt/tracker}" "${ENV_FILE:=/etc/tracker.env}" "${WAIT:=60}"
: "${DATA:=/var/lib/tracker}" "${UNITS=/etc/systemd/system}" "${PYTHON:=python3}"
: "${RESTART:=systemctl restart tracker}" "${HOST_PYTHON:=python3}" "${PIP_OPTIONS:=}"
: "${STOP:=systemctl stop tracker.socket tracker.service}" "${BACK:=}"
: "${SHOW_LOG:=journalctl --no-pager -n 50 -u tracker}" "${PUBLIC_URL:=}"
release=$(git rev-parse --verify HEAD)

main() {
    git diff --quiet HEAD -- || say "Not committed, so not deployed: $(git diff --name-only HEAD --)"
    remote true || {
        say "No way to $host by: $SSH"
        exit 1
    }
    if [ -n "$BACK" ]; then
        on_host back
        return
    fi
    if on_host has; then
        say "$host has $release already."
    else
        say "Building $release ..."
        packed=$(mktemp -d)
        trap 'rm -rf "$packed"' EXIT
        build "$packed"
        say "Installing it on $host ..."
        tar -C "$packed/out" -cf - . | remote "umask 022 && mkdir -p $(quoted "$FOLDER/incoming") &&
            tar -C $(quoted "$FOLDER/incoming") -xf -"
        on_host install
    fi
    on_host run
}

# The wheel, what it needs, and the units, in $1/out.
build() {
    mkdir "$1/source" "$1/out"
    git archive HEAD | tar -C "$1/source" -xf -
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct HEAD) "$PYTHON" -m pip wheel --quiet --no-deps \
        --disable-pip-version-check --wheel-dir "$1/out" "$1/source"
    cp "$1/source/requirements.txt" "$1/out"
    cp -R "$1/source/deploy/systemd" "$1/out/units"
    for unit in tracker.service tracker.socket; do
        former "deploy/systemd/$unit" "$1/out/units/former/$unit"
    done
}

# Every text that this file has ever had, in files of the folder $2: on the host one of them that
# nobody has changed is replaced.
former() {
    mkdir -p "$2"
    git log --format=%H -- "$1" | while read -r commit; do
        git show "$commit:$1" >"$2/$commit" 2>/dev/null || rm -f "$2/$commit"
    done
}

# One step of on-host.sh there, with our variables.
on_host() {
    {
        for name in FOLDER DATA ENV_FILE UNITS RESTART STOP SHOW_LOG WAIT HOST_PYTHON PIP_OPTIONS \
            PUBLIC_URL; do
            eval "value=\$$name"
            # shellcheck disable=SC2154
            printf '%s=%s\n' "$name" "$(quoted "$value")"
        done
        printf 'release=%s\n' "$release"
        cat "$here/on-host.sh"
        printf '\n%s\n' "step_$1"
    } | remote sh -s
}

remote() {
    # shellcheck disable=SC2086
    $SSH "$host" "$@"
}

quoted() {
    printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"
}

say() {
    printf '%s\n' "$*" >&2
}

main
