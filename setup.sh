# shellcheck shell=bash
# What this machine must have, and how to get it: sourced by ./run and ./test.
# It works with the bash of macOS (3.2) too.
# shellcheck disable=SC2034 # who sources this uses them

RUNTIME_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-unifont"
TEST_PACKAGES="chromium"

# Or every program we start would compile anew all that it imports.
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "$*"; }

# Says what is missing and how to get it, and ends.
stop_here() {
    printf '\nCannot go on: %s\n  %s\n' "$1" "$2" >&2
    exit 1
}

# Each program we start leads a process group of its own, so that what it starts ends with it.
set -m

# Runs a command that may take a while. It is stopped when we are.
busy=""
patiently() {
    "$@" </dev/null &
    busy=$!
    local outcome=0
    wait "$busy" || outcome=$?
    busy=""
    return "$outcome"
}

# Stops the programs that these process ids lead, and waits until they are gone.
stop_groups() { # SIGNAL PID...
    local signal=$1 tries
    shift
    disown -a # or bash tells of each one that ends
    signal_groups "$signal" "$@" || return 0
    for tries in {1..100}; do
        sleep 0.1
        signal_groups 0 "$@" || return 0
    done
    signal_groups KILL "$@" || true
}

# Sends a signal to all that still run; false when none does.
signal_groups() { # SIGNAL PID...
    local signal=$1 pid found=1
    shift
    for pid in "$@"; do
        if kill -s "$signal" -- "-$pid" 2>/dev/null; then found=0; fi
    done
    return "$found"
}

end_on_signals() {
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
}

require_room() { # MEGABYTES
    local free
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    if [ "${free:-0}" -lt "$1" ]; then
        stop_here "the disk is nearly full: $free MB are free here, and $1 MB are needed." \
            "Free some room on the disk that holds $PWD, and start again."
    fi
}

require_writable() { # DIRECTORY
    if { mkdir -p "$1" && : >"$1/.writable" && rm "$1/.writable"; } 2>/dev/null; then return 0; fi
    if [ -e "$1" ] && [ ! -d "$1" ]; then
        stop_here "$PWD/$1 is a file, and must be a directory." "Move it away, and start again."
    fi
    stop_here "$(id -un) may not write in $PWD/$1." \
        "Type this line, and start again: sudo install -d -o $(id -un) '$PWD/$1'"
}

require_free_port() { # NAME PORT
    case "$2" in
        '' | *[!0-9]*) stop_here "$1 must be the number of a port, and it is »$2«." "For example: $1=8010 ./run" ;;
    esac
    if is_listening "$2"; then
        stop_here "port $2 is taken by another program (or by a ./run that is still running)." \
            "Stop that program, or choose another port: $1=$(($2 + 10)) ./run"
    fi
}

is_listening() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

is_root() { [ "$(id -u)" = 0 ]; }

require_packages() { # PACKAGE...: Debian's names; elsewhere `require_pango` looks for what they bring.
    command -v dpkg-query >/dev/null || return 0
    local missing="" package
    for package in "$@"; do
        case "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" in
            installed) ;;
            *) missing="$missing $package" ;;
        esac
    done
    if [ -z "$missing" ]; then return 0; fi
    if ! is_root; then
        stop_here "these system packages are missing:$missing" \
            "Type this line, and start again: sudo apt-get install --yes --no-install-recommends$missing"
    fi
    say "Installing system packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # one word for each package
    if ! { patiently apt-get update -qq &&
        patiently apt-get install -qq --yes --no-install-recommends $missing; } >/dev/null; then
        stop_here "the system packages could not be installed:$missing" \
            "See the message above. By hand: apt-get update && apt-get install --yes$missing"
    fi
}

require_pango() {
    if ! .venv/bin/python -c 'import ctypes, ctypes.util, sys
def loads(name):
    try:
        return bool(ctypes.CDLL(name))
    except OSError:
        return False
sys.exit(not (ctypes.util.find_library("pango-1.0") or any(map(loads, sys.argv[1:]))))' \
        libpango-1.0.so.0 libpango-1.0.dylib libpango-1.0.0.dylib; then
        stop_here "Pango is missing; receipts are set with it." \
            "Install Pango 1.44 or newer (macOS: brew install pango; Fedora: dnf install pango; Alpine: apk add pango)."
    fi
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    stop_here "Python 3.11 or newer is missing." \
        "Install it, on Debian and Ubuntu with: sudo apt-get install --yes python3 python3-venv"
}

make_environment() {
    if .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    local python
    python=$(find_python) || exit 1
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        require_packages python3-venv
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        stop_here "$python cannot make virtual environments: its modules venv and ensurepip are missing." \
            "Install them, on Debian and Ubuntu with: sudo apt-get install --yes python3-venv"
    fi
    say "Making the virtual environment .venv"
    if ! patiently "$python" -m venv --clear .venv; then
        stop_here "the virtual environment could not be made in $PWD/.venv." "See the message above."
    fi
}

# A copy of a lock file, put where its packages went, says that they are all there.
install_python_packages() { # LOCK ROOM_IN_MEGABYTES
    if cmp -s "$1" ".venv/installed-$1" && .venv/bin/python -c '' 2>/dev/null; then return 0; fi
    require_room "$2"
    make_environment
    say "Installing Python packages from $1 (a minute or two the first time)"
    rm -f .venv/installed-*
    # What is imported is compiled then, and most of it never is.
    if ! patiently .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
        --no-compile --no-deps --require-hashes --requirement "$1"; then
        stop_here "the Python packages in $1 could not be installed." \
            "See the message above: is the network there, and room on the disk ($(df -Ph . | awk 'NR == 2 { print $4 }') free)?"
    fi
    cp requirements.txt .venv/installed-requirements.txt
    cp "$1" ".venv/installed-$1"
}

install_assets() { # KIND: runtime, or dev for what the checks need too
    if cmp -s package-lock.json "node_modules/installed-$1.json"; then return 0; fi
    require_node
    require_room 200
    say "Installing the design system from npm"
    local omit="--omit=dev"
    if [ "$1" = dev ]; then omit="--include=dev"; fi
    if ! patiently npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier \
        --loglevel=error "$omit" >/dev/null; then
        stop_here "the npm packages could not be installed." \
            "See the message above: is the network there, and room on the disk ($(df -Ph . | awk 'NR == 2 { print $4 }') free)?"
    fi
    cp package-lock.json node_modules/installed-runtime.json
    cp package-lock.json "node_modules/installed-$1.json"
}

require_node() {
    local version
    version=$(node --version 2>/dev/null) || version=""
    version=${version#v}
    version=${version%%.*}
    if [ "${version:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
        stop_here "Node 20 or newer, with npm, is missing (it fetches the design system)." \
            "Install it from your system's packages, or from nodejs.org, and start again."
    fi
}
