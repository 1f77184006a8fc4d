#!/usr/bin/env bash
# A stand-in for MongoDB, in memory, for udata: what it holds ends with it. Usage: mongo.sh up|stop
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$mongo_port") 2>/dev/null; }

case "${1:-}" in
  up)
    packages procps
    jars mongo
    if ! runs mongo; then
      start mongo java -Xmx512m -cp "$peers/mongo/lib/*" "$here/mongo/MongoStandIn.java" "$mongo_port"
      await mongo 60 listens
    fi
    ;;
  stop) stop mongo ;;
  *) fail "usage: mongo.sh up|stop" ;;
esac
