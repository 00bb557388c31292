#!/bin/sh
# Sets up .venv with everything in uv.lock, from nothing but Python 3.11 or newer with pip and venv.
# Does nothing where that has been done. `PYTHON=… scripts/set-up.sh` chooses the Python.
set -eu
cd "$(dirname "$0")/.."

environment=${INTERLACE_VENV:-.venv}
stamp="$environment/.set-up"
unfinished="$environment/.unfinished"

# uv takes the Python it is given and never brings one of its own; it trusts the authorities that the machine trusts,
# among them those of an organisation's own proxy.
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"

say() { printf '%s\n' "$*" >&2; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
complete() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else
        set -- python3 python3.14 python3.13 python3.12 python3.11 python
    fi
    incomplete=
    for candidate in "$@"; do
        new_enough "$candidate" || continue
        if complete "$candidate"; then
            command -v "$candidate"
            return
        fi
        incomplete=${incomplete:-$candidate}
    done
    if [ -n "$incomplete" ]; then
        say "Python $(version "$incomplete") is here, but without venv and pip. Please install them:"
        say "  Debian, Ubuntu:  sudo apt install python$(version "$incomplete")-venv"
        say "  elsewhere:       a complete Python, from the system's packages or from python.org"
    else
        say "Interlace needs Python 3.11 or newer; here is $("$1" --version 2>/dev/null || echo "no $1"). Please install one:"
        say "  Debian 12+, Ubuntu 24.04+:  sudo apt install python3 python3-venv"
        say "  Ubuntu 22.04:               sudo apt install python3.11 python3.11-venv"
        say "  Fedora, RHEL 9+:            sudo dnf install python3.11"
        say "  macOS with Homebrew:        brew install python@3.13"
        say "  elsewhere:                  an installer from python.org"
    fi
    say "Then run the same command again, or name another Python: PYTHON=/path/to/python3.12 make demo"
    exit 1
}

# What was set up is told by the lock file, the project file and this script; programs in .venv hold the folder's name.
wanted() { cat uv.lock pyproject.toml scripts/set-up.sh | cksum && pwd; }

fits() {
    new_enough "$environment/bin/python" || return 1
    [ ! -f "$stamp" ] || [ "$(tail -n 1 "$stamp")" = "$(pwd)" ] || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version "$PYTHON")" = "$(version "$environment/bin/python")" ]
}

# What pages load is built from web/assets by the Node that came with the packages, and kept until these change.
built=web/built
built_of() { find web/assets web/package-lock.json -type f | LC_ALL=C sort | xargs cat | cksum; }
build_pages() {
    [ -f "$built/.built-of" ] && [ "$(cat "$built/.built-of")" = "$(built_of)" ] && return
    say "Building what the pages load …"
    (
        PATH="$(cd "$environment/bin" && pwd):$PATH"
        # Node, too, trusts the authorities that the machine trusts.
        export NODE_USE_SYSTEM_CA="${NODE_USE_SYSTEM_CA:-1}"
        cd web && npm ci --no-progress --loglevel=error >&2 && npm run --silent build
    ) || {
        say "What the pages load could not be built (the reason is above). With a connection, run the same command again."
        exit 1
    }
    built_of > "$built/.built-of"
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted)" ] && fits; then
    build_pages
    exit 0
fi

if ! fits; then
    python=$(find_python)
    say "Setting up $environment with Python $(version "$python") (the first time takes about a minute) …"
    rm -rf "$environment"
    "$python" -m venv "$environment"
else
    say "Bringing $environment up to date …"
fi

if ! "$environment/bin/uv" --version >/dev/null 2>&1; then
    "$environment/bin/python" -m pip --version >/dev/null 2>&1 || "$environment/bin/python" -m ensurepip >/dev/null
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "uv>=0.11.2" || {
        say "pip could not install uv (its reason is above). With a connection, run the same command again."
        exit 1
    }
fi

# A first attempt that was cut off may have left half of a package behind. uv does not know itself, hence --inexact.
set -- sync --frozen --inexact --python "$environment/bin/python"
[ ! -f "$unfinished" ] || set -- "$@" --reinstall
[ -t 2 ] || set -- "$@" --quiet
: > "$unfinished"
UV_PROJECT_ENVIRONMENT="$environment" "$environment/bin/uv" "$@" || {
    say "The packages could not all be fetched (the reason is above). Run the same command again to go on."
    exit 1
}
rm -f "$unfinished"
wanted > "$stamp"
build_pages
say "Ready."
