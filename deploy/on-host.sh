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
        [ ! -e "$FOLDER/current" ] || ln -sfn "$(readlink "$FOLDER/current")" "$FOLDER/previous"
        turn_to "$ours"
    fi
    write_settings
    tracker config >/dev/null || not_restarted
    write_units
    tracker config --check >&2 || not_restarted
    if [ ! -e "$changed" ] && tracker ready >/dev/null 2>&1; then
        say "Nothing to do: it runs and can store visits."
        return
    fi
    restart
}

# The release that ran before, with a database that it knows.
step_back() {
    before=$(readlink "$FOLDER/previous" || true)
    [ -e "$before/installed" ] || refuse "No earlier release is kept in $FOLDER/releases."
    there=$(tracker config --folders | head -n 1)
    known=$(newest_schema "$before")
    copy="$there/tracker-before-$(printf %03d "$((known + 1))").db"
    [ "$(schema "$there/tracker.db")" -gt "$known" ] || copy=""
    [ -z "$copy" ] || [ -e "$copy" ] || refuse "$before needs $copy, which is not there."
    say "Stopping: $STOP"
    sh -c "$STOP"
    if [ -n "$copy" ]; then
        say "Restoring $copy: what was recorded since the upgrade stays in the database kept beside it."
        "$before/bin/tracker" --env-file "$ENV_FILE" restore "$copy" >&2 || {
            restart
            refuse "The copy could not be restored. What ran before runs again."
        }
    fi
    rm -f "$FOLDER/previous"
    turn_to "$before"
    restart
}

turn_to() {
    : >"$changed"
    ln -sfn "$1" "$FOLDER/next"
    mv -T "$FOLDER/next" "$FOLDER/current"
    say "$FOLDER/current is ${1##*/}."
}

# The schema of a database.
schema() {
    "$FOLDER/current/bin/python" -c "if True:
        import pathlib, sqlite3, sys
        file = pathlib.Path(sys.argv[1]).absolute().as_uri() + '?mode=ro'
        print(sqlite3.connect(file, uri=True).execute('pragma user_version').fetchone()[0])" "$1"
}

# The newest schema that a release knows, wherever in it the files lie.
newest_schema() {
    "$1/bin/python" -c "if True:
        import importlib.util, pathlib
        folder = pathlib.Path(importlib.util.find_spec('tracker').origin).parent
        print(max(int(file.name[:3]) for file in folder.rglob('schema/[0-9]*.sql')))"
}

refuse() {
    say "$*"
    exit 1
}

restart() {
    say "Restarting: $RESTART"
    [ -z "$UNITS" ] || systemctl reset-failed tracker.service tracker.socket 2>/dev/null || true
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

not_restarted() {
    refuse "Not restarted: mend $ENV_FILE first. What ran goes on."
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
    if [ -n "$UNITS" ]; then # the server reads it, and cannot change it
        chown root:tracker "$ENV_FILE"
        chmod 0640 "$ENV_FILE"
    else
        chmod 0600 "$ENV_FILE"
    fi
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

write_units() {
    [ -n "$UNITS" ] || return 0
    make_folders
    new=""
    for unit in tracker.service tracker.socket; do
        [ -e "$UNITS/$unit" ] || new="$new $unit"
        for_this_host "$FOLDER/current/units/$unit" | write "$UNITS/$unit" "$unit"
    done
    mkdir -p "$UNITS/tracker.service.d"
    tracker config --unit | write "$UNITS/tracker.service.d/folders.conf" ""
    [ ! -e "$FOLDER/reload" ] || systemctl daemon-reload
    rm -f "$FOLDER/reload"
    # shellcheck disable=SC2086
    [ -z "$new" ] || systemctl enable --quiet $new
}

# What comes in becomes the file $1, if that is not so already. $2 is the unit that it is: one that
# somebody has changed stays.
write() {
    cat >"$FOLDER/written"
    if [ -e "$1" ] && [ "$(alike "$FOLDER/written")" = "$(alike "$1")" ]; then
        rm -f "$FOLDER/written"
        return
    fi
    if [ -e "$1" ] && [ -n "$2" ] && ! is_ours "$1" "$2"; then
        say "$1 has changes of yours and stays. Ours is $FOLDER/current/units/$2: put what is yours"
        say "into a file of $1.d (systemctl edit $2), delete $1, and deploy again."
        rm -f "$FOLDER/written"
        return
    fi
    if [ -s "$FOLDER/written" ] || [ -e "$1" ]; then
        say "$1 written."
        : >"$changed"
        : >"$FOLDER/reload"
    fi
    if [ -s "$FOLDER/written" ]; then
        cat "$FOLDER/written" >"$1"
    else
        rm -f "$1"
    fi
    rm -f "$FOLDER/written"
}

# The group of the proxy is each host's own choice.
alike() {
    grep -v "^SocketGroup=" "$1" || true
}

# Whether the file $1 is the unit $2 as one of the releases has had it.
is_ours() {
    for former in "$FOLDER/current/units/former/$2"/*; do
        for_this_host "$former" >"$FOLDER/former"
        [ "$(alike "$FOLDER/former")" = "$(alike "$1")" ] && return
    done
    return 1
}

for_this_host() {
    sed "s|/opt/tracker|$FOLDER|g; s|/etc/tracker\.env|$ENV_FILE|g" "$1"
}

# The folders that the server writes: it may not write the ones above them.
make_folders() {
    tracker config --folders | while IFS= read -r written; do
        [ ! -e "$written" ] || continue
        mkdir -p "$(dirname "$written")"
        install -d -o tracker -g tracker -m 0700 "$written"
        say "$written made."
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
