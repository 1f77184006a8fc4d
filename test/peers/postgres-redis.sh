#!/usr/bin/env bash
# PostgreSQL (the project's own, from npm) and Redis (Debian), for the portals. Usage: postgres-redis.sh up|stop
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ping_redis() { [ "$(redis-cli -h 127.0.0.1 -p "$redis_port" ping)" = PONG ]; }

case "${1:-}" in
  up)
    packages redis-server redis-tools procps curl
    need node "https://nodejs.org"
    if ! runs postgres; then
      rm -f "$peers/postgres/url"
      start postgres node --import "$here/../../node_modules/tsx/dist/loader.mjs" "$here/postgres.ts" "$peers/postgres" "$postgres_port" ckan
      await postgres 90 test -s "$peers/postgres/url"
    fi
    if ! runs redis; then
      start redis redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --databases 8
      await redis 30 ping_redis
    fi
    ;;
  stop)
    stop redis
    stop postgres
    ;;
  *) fail "usage: postgres-redis.sh up|stop" ;;
esac
