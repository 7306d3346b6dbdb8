#!/bin/sh
# Makes .venv as uv.lock says, with a uv of its own where none is installed. Needs a Python 3.11 or newer with pip.
set -eu
cd "$(dirname "$0")/.."

for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Bothways needs Python 3.11 or newer. On Debian: apt-get install python3 python3-pip" >&2
    exit 1
fi

if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    uv=.tools/bin/uv
    if [ ! -x "$uv" ]; then
        "$python" -m pip --version >/dev/null 2>&1 || {
            echo "Bothways needs pip for $python. On Debian: apt-get install python3-pip" >&2
            exit 1
        }
        echo "Getting uv …"
        "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools "uv>=0.9,<1" || {
            rm -rf .tools
            echo "uv could not be installed with pip; the reason stands above." >&2
            exit 1
        }
    fi
fi

echo "Making the environment …"
unset VIRTUAL_ENV
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 # certificates as this machine knows them; the second is the older name
"$uv" sync --quiet --frozen --python "$("$python" -c 'import sys; print(sys.executable)')" || {
    echo "The environment could not be made; the reason stands above. Run the same command again when it is mended." >&2
    exit 1
}
touch .venv/.ready
