#!/usr/bin/env bash
# A real pycsw for tests, with an empty catalogue that takes transactions. Usage: pycsw.sh up|stop
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

url=http://127.0.0.1:$pycsw_port
export PYCSW_CONFIG=$peers/pycsw/pycsw.yml

case "${1:-}" in
  up)
    venv pycsw
    if ! runs pycsw; then
      sed -e "s#URL#$url#g" -e "s#FOLDER#$peers/pycsw#" "$here/pycsw/pycsw.yml" >"$PYCSW_CONFIG"
      rm -f "$peers/pycsw/records.db"
      "$peers/pycsw/venv/bin/pycsw-admin.py" setup-repository -c "$PYCSW_CONFIG" >"$peers/pycsw/setup.log" 2>&1 ||
        fail "pycsw could not be set up: see $peers/pycsw/setup.log"
      start pycsw "$peers/pycsw/venv/bin/gunicorn" --chdir "$here/pycsw" --workers 2 --bind "127.0.0.1:$pycsw_port" --timeout 120 forgetful:APP
      await pycsw 60 answers "$url/conformance"
    fi
    say "pycsw at $url/csw"
    ;;
  stop) stop pycsw ;;
  *) fail "usage: pycsw.sh up|stop" ;;
esac
