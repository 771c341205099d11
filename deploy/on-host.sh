# shellcheck shell=sh disable=SC2154
# What deploy.sh does on the host: it sends its variables, this file and the name of a step.
set -eu

ours="$FOLDER/releases/$release"
changed="$FOLDER/to-be-started" # there until the server is ready after a restart

# Whether the release is there, whole.
step_has() {
    [ -e "$ours/installed" ]
}

step_install() {
    make_user
    mkdir -p "$FOLDER/releases"
    rm -rf "$ours"
    if same_needs; then
        cp -a "$FOLDER/current/." "$ours"
        rm -f "$ours/installed"
    else
        "$HOST_PYTHON" -m venv "$ours"
        pip install --require-hashes --requirement "$FOLDER/incoming/requirements.txt"
    fi
    pip install --no-deps --no-index --force-reinstall "$FOLDER"/incoming/tracker-*.whl
    cp "$FOLDER/incoming/requirements.txt" "$ours/requirements.txt"
    rm -rf "$ours/units"
    mv "$FOLDER/incoming/units" "$ours/units"
    rm -rf "$FOLDER/incoming"
    : >"$ours/installed"
    forget_old
}

step_run() {
    if [ "$(readlink "$FOLDER/current" || true)" != "$ours" ]; then
        : >"$changed"
        ln -sfn "$ours" "$FOLDER/next"
        mv -T "$FOLDER/next" "$FOLDER/current"
        say "$FOLDER/current is $release."
    fi
    write_settings
    write_units
    if [ ! -e "$changed" ] && tracker ready >/dev/null 2>&1; then
        say "Nothing to do: it runs and can store visits."
        return
    fi
    say "Restarting: $RESTART"
    sh -c "$RESTART" || say "That failed."
    if tracker ready --wait "$WAIT" >/dev/null; then
        rm -f "$changed"
        say "It runs and can store visits."
        return
    fi
    say "Not ready after $WAIT seconds. The end of its log ($SHOW_LOG):"
    sh -c "$SHOW_LOG" >&2 || true
    say "What ran before is kept in $FOLDER/releases."
    exit 1
}

# Whether the release that runs has the very dependencies that this one needs.
same_needs() {
    [ -e "$FOLDER/current/installed" ] &&
        cmp -s "$FOLDER/incoming/requirements.txt" "$FOLDER/current/requirements.txt"
}

pip() {
    # shellcheck disable=SC2086
    "$ours/bin/python" -m pip --quiet --disable-pip-version-check "$@" $PIP_OPTIONS
}

tracker() {
    "$FOLDER/current/bin/tracker" --env-file "$ENV_FILE" "$@"
}

# The two releases before this one stay.
forget_old() {
    # shellcheck disable=SC2012
    ls -1t "$FOLDER/releases" | tail -n +4 | while read -r old; do
        [ "$FOLDER/releases/$old" = "$(readlink "$FOLDER/current")" ] || rm -rf "$FOLDER/releases/$old"
    done
}

# Only variables that the file does not name at all.
write_settings() {
    (umask 077 && touch "$ENV_FILE")
    chmod 0600 "$ENV_FILE"
    [ -z "$UNITS" ] || chown tracker "$ENV_FILE" # for commands as the server's user
    setting DATA_DIR "$DATA"
    setting PUBLIC_URL "$PUBLIC_URL"
    setting METRICS_TOKEN "$(secret)"
}

setting() {
    [ -n "$2" ] || return 0
    grep -Eq "^[[:space:]]*(export[[:space:]]+)?$1[[:space:]]*=" "$ENV_FILE" && return 0
    [ -z "$(tail -c 1 "$ENV_FILE")" ] || echo >>"$ENV_FILE"
    printf '%s=%s\n' "$1" "$2" >>"$ENV_FILE"
    : >"$changed"
    say "$ENV_FILE: $1 written."
}

secret() {
    "$FOLDER/current/bin/python" -c "import secrets; print(secrets.token_urlsafe(32))"
}

# Units that are there may have been changed by their owner: they stay.
write_units() {
    [ -n "$UNITS" ] || return 0
    for unit in tracker.service tracker.socket; do
        [ ! -e "$UNITS/$unit" ] || continue
        sed "s|/opt/tracker|$FOLDER|g; s|/etc/tracker\.env|$ENV_FILE|g" \
            "$FOLDER/current/units/$unit" >"$UNITS/$unit"
        say "$UNITS/$unit written."
        systemctl daemon-reload
        systemctl enable --quiet "$unit"
        : >"$changed"
    done
}

make_user() {
    [ -n "$UNITS" ] || return 0
    id tracker >/dev/null 2>&1 ||
        useradd --system --home-dir "$DATA" --shell /usr/sbin/nologin --user-group tracker
}

say() {
    printf '%s\n' "$*" >&2
}
