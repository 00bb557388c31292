#!/bin/sh
# Sets up .venv with everything in uv.lock, from nothing but Python 3.11 or newer with pip and venv.
# Does nothing where that has been done. `PYTHON=… scripts/set-up.sh` chooses the Python.
set -eu
cd "$(dirname "$0")/.."

environment=${INTERLACE_VENV:-.venv}
enough='import sys; sys.exit(sys.version_info < (3, 11))'

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$enough" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    if command -v python3 >/dev/null 2>&1; then
        say "Interlace needs Python 3.11 or newer; here is $(python3 --version 2>&1)."
    else
        say "Interlace needs Python 3.11 or newer; none was found."
    fi
    say "  Debian 12+, Ubuntu 24.04+:  sudo apt install python3 python3-venv"
    say "  Fedora, RHEL 9+:            sudo dnf install python3.11"
    say "  macOS with Homebrew:        brew install python@3.13"
    say "Then run the same command again, or name another Python: PYTHON=/path/to/python3.12 make demo"
    exit 1
}

# What was set up is told by the lock file and the project file together.
wanted() { cat uv.lock pyproject.toml "$0" | cksum; }

stamp="$environment/.set-up"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted)" ] && "$environment/bin/python" -c "$enough" 2>/dev/null; then
    exit 0
fi

say "Setting up $environment (the first time takes about a minute) …"
if ! "$environment/bin/python" -c "$enough" 2>/dev/null; then
    python=$(find_python)
    rm -rf "$environment"
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "This Python ($python) comes without venv and pip."
        say "  Debian, Ubuntu:  sudo apt install python$version-venv"
        say "Then run the same command again."
        exit 1
    fi
    "$python" -m venv "$environment"
fi

uv="$environment/bin/uv"
if [ ! -x "$uv" ]; then
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "uv>=0.9"
fi

# uv takes the Python of the environment and never brings one of its own; it trusts the certificates that the
# system trusts, as pip does; it does not know that it is installed itself, hence --inexact.
UV_PROJECT_ENVIRONMENT="$environment" UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true \
    "$uv" sync --frozen --inexact --quiet --python "$environment/bin/python"
wanted > "$stamp"
say "Ready."
