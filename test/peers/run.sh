#!/usr/bin/env bash
# Tests against a real udata, a real CKAN and a real pycsw. The last line is mocha's: "N passed, N failed".
#
#   run.sh        starts the portals that NAVETTE_PEER_* do not name, runs the tests, ends what it started;
#                 options are mocha's: run.sh --grep CKAN
#   run.sh up     only starts them, and prints the NAVETTE_PEER_* of those that run
#   run.sh stop   ends them; run.sh wipe also deletes their files
#
# NAVETTE_PEERS_DIR: their files, else navette-peers among the temporary ones. NAVETTE_PEERS_PORT: the first of thirteen
# ports on 127.0.0.1. NAVETTE_PEERS_KEEP=1 leaves them running after the tests.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$here/../.."

udata_given() { [ -n "${NAVETTE_PEER_UDATA:-}" ] && [ -n "${NAVETTE_PEER_UDATA_KEY:-}" ]; }
ckan_given() { [ -n "${NAVETTE_PEER_CKAN:-}" ] && [ -n "${NAVETTE_PEER_CKAN_TOKEN:-}" ]; }

up() {
  if [ -z "${NAVETTE_PEER_PYCSW:-}" ]; then
    "$here/pycsw.sh" up
    export NAVETTE_PEER_PYCSW=http://127.0.0.1:$pycsw_port NAVETTE_PEER_OWSLIB=$peers/pycsw/venv/bin/python
  fi
  if udata_given && ckan_given; then return; fi
  "$here/postgres-redis.sh" up
  if ! udata_given; then
    "$here/mongo.sh" up
    "$here/udata.sh" up
    export NAVETTE_PEER_UDATA=http://127.0.0.1:$udata_port
    NAVETTE_PEER_UDATA_KEY=$(cat "$peers/udata/key") && export NAVETTE_PEER_UDATA_KEY
  fi
  if ! ckan_given; then
    "$here/ckan.sh" up
    export NAVETTE_PEER_CKAN=http://127.0.0.1:$ckan_port
    NAVETTE_PEER_CKAN_TOKEN=$(cat "$peers/ckan/token") && export NAVETTE_PEER_CKAN_TOKEN
  fi
}

stop_all() {
  for part in pycsw udata ckan mongo postgres-redis; do "$here/$part.sh" stop; done
}

run_tests() {
  local specs=()
  for spec in test/peers/*.test.ts test/adapters/contract.test.ts test/adapters/*/peer.test.ts test/sandbox/differential.test.ts; do
    [ -e "$spec" ] && specs+=("$spec")
  done
  # Without the configuration of the project, which would add all other tests.
  node_modules/.bin/mocha --no-config --node-option import=tsx --require test/support/setup.ts \
    --reporter test/support/reporter.ts --timeout 30000 --exit "$@" "${specs[@]}" </dev/null
}

case "${1:-test}" in
  test | -*)
    [ "${1:-}" = test ] && shift
    [ -x node_modules/.bin/mocha ] || fail "the packages of the project are missing: npm ci"
    if [ "${NAVETTE_PEERS_KEEP:-}" != 1 ] && ! { udata_given && ckan_given && [ -n "${NAVETTE_PEER_PYCSW:-}" ]; }; then trap stop_all EXIT; fi
    up
    run_tests "$@"
    ;;
  up)
    up
    for name in UDATA UDATA_KEY CKAN CKAN_TOKEN PYCSW; do
      name=NAVETTE_PEER_$name
      echo "export $name=${!name}"
    done
    ;;
  stop) stop_all ;;
  wipe)
    stop_all
    for part in pycsw udata ckan solr mongo redis postgres; do rm -rf "${peers:?}/$part"; done
    ;;
  *) fail "usage: run.sh [test|up|stop|wipe]" ;;
esac
