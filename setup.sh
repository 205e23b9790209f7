#!/bin/sh
# Make .venv/ with the locked packages, and on Debian install the system libraries, fonts and test tools that are missing.
#   setup.sh run    what the program needs
#   setup.sh test   that, and what its tests need
set -eu
cd "$(dirname "$0")"
purpose=${1:-run}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    say "Python 3.11, 3.12 or 3.13 is needed; name it with: make PYTHON=/path/to/python3.11 $purpose"
    exit 1
fi

# What is missing, as Debian packages. Each is looked for by what it brings, so other systems are left in peace.
missing=""
need() { case " $missing " in *" $1 "*) ;; *) missing="$missing $1" ;; esac; }
library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$1" || need "$2"; }
program() { command -v "$1" >/dev/null 2>&1 || need "$2"; }

if [ "$(uname -s)" = Linux ]; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
    library libEGL.so.1 libegl1
    library libGL.so.1 libgl1
    library libxkbcommon.so.0 libxkbcommon0
    library libdbus-1.so.3 libdbus-1-3
    library libfontconfig.so.1 libfontconfig1
    library libglib-2.0.so.0 libglib2.0-0
    library libxkbcommon-x11.so.0 libxkbcommon-x11-0
    library libxcb-cursor.so.0 libxcb-cursor0
    library libxcb-icccm.so.4 libxcb-icccm4
    library libxcb-image.so.0 libxcb-image0
    library libxcb-keysyms.so.1 libxcb-keysyms1
    library libxcb-randr.so.0 libxcb-randr0
    library libxcb-render-util.so.0 libxcb-render-util0
    library libxcb-shape.so.0 libxcb-shape0
    library libxcb-xkb.so.1 libxcb-xkb1
    library libX11-xcb.so.1 libx11-xcb1
    program fc-list fontconfig
    { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh-cn family | grep -q .; } || need fonts-noto-cjk
    if [ "$purpose" = test ]; then
        program Xvfb xvfb
        program xdotool xdotool
        program pdftoppm poppler-utils
        program chromium chromium
        # The names without a number are those of the release's own version. Debian keeps servers beside the path, and
        # starts none for the tests: they start their own.
        ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
        ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || need postgresql-postgis
    fi
fi

if [ -n "$missing" ]; then
    root=""
    [ "$(id -u)" = 0 ] || root="sudo -n"
    if command -v apt-get >/dev/null 2>&1 && { [ -z "$root" ] || $root true 2>/dev/null; }; then
        say "Installing$missing"
        $root env DEBIAN_FRONTEND=noninteractive sh -c \
            "apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing" >/dev/null
    else
        say "These system packages are missing and cannot be installed from here; please install them:$missing"
        exit 1
    fi
fi

# The lock decides: an environment made from another lock is brought up to this one. What the program itself declares
# (its packages and commands) is noted apart, so that it is taken in without downloading anything.
if ! cmp -s requirements.lock .venv/requirements.lock 2>/dev/null; then
    say "Preparing .venv (once)"
    "$python" -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check -r requirements.lock
    cp requirements.lock .venv/requirements.lock
    rm -f .venv/pyproject.toml
fi
if ! cmp -s pyproject.toml .venv/pyproject.toml 2>/dev/null; then
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    cp pyproject.toml .venv/pyproject.toml
fi
