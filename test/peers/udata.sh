#!/usr/bin/env bash
# A real udata for tests. The API key of its administrator is in udata/key. Usage: udata.sh up|stop
# Needs mongo.sh and postgres-redis.sh.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

url=http://127.0.0.1:$udata_port
export UDATA_SETTINGS=$here/udata/settings.py NAVETTE_UDATA_PORT=$udata_port NAVETTE_UDATA_FILES=$peers/udata/files
export NAVETTE_UDATA_MONGO=$mongo_port NAVETTE_UDATA_REDIS=$redis_port

# The database is in memory: a new one has to be filled again, and the old key opens nothing any more.
seed() {
  cmp -s "$peers/mongo/pid" "$peers/udata/seeded" && return
  stop udata
  for database in 0 1; do redis-cli -h 127.0.0.1 -p "$redis_port" -n "$database" flushdb >/dev/null; done
  say "filling udata"
  "$peers/udata/venv/bin/python" "$here/udata/seed.py" "$peers/udata/key" >"$peers/udata/seed.log" 2>&1 ||
    fail "udata could not be filled: see $peers/udata/seed.log"
  cp "$peers/mongo/pid" "$peers/udata/seeded"
}

case "${1:-}" in
  up)
    venv udata
    seed
    if ! runs udata; then
      start udata "$peers/udata/venv/bin/gunicorn" --workers 2 --bind "127.0.0.1:$udata_port" --timeout 120 udata.wsgi:app
      await udata 120 answers "$url/api/1/datasets/?page_size=1"
    fi
    say "udata at $url/api/1/"
    ;;
  stop) stop udata ;;
  *) fail "usage: udata.sh up|stop" ;;
esac
