#!/usr/bin/env bash
# A Temporal server on PostgreSQL, as production has it, on 127.0.0.1. Usage: temporal-postgres.sh build|up|fresh|stop|wipe
#
#   build   compiles the server with Go, of the version within the Temporal CLI: ten minutes of two cores the first time
#   up      starts it, on a PostgreSQL of its own from npm that keeps its promises about crashes
#   fresh   the same with empty databases
#
# The last line of up and fresh is JSON: {"address": …, "server": pid, "database": pid}.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

dir=$peers/temporal
data=temporal-postgres
port=$((base_port + 10))
address=127.0.0.1:$port
loader=$here/../../node_modules/tsx/dist/loader.mjs
server=$dir/bin/temporal-server
sql_tool=$dir/bin/temporal-sql-tool

# What the CLI on this machine embeds, so that both servers of a comparison are the same one.
version() {
  local of_cli
  of_cli=$("${TEMPORAL_CLI:-temporal}" --version 2>/dev/null | sed -n 's/.*(Server \([0-9.]*\).*/\1/p') || true
  echo "v${NAVETTE_TEMPORAL_VERSION:-${of_cli:-1.32.0}}"
}

build() {
  local wanted module=go.temporal.io/server
  wanted=$(version)
  mkdir -p "$dir/bin"
  [ "$(cat "$dir/installed" 2>/dev/null)" = "$wanted" ] && return
  need go "https://go.dev (the server is compiled from its source)"
  say "compiling the Temporal server $wanted: see $dir/build.log"
  # Gently: it takes all that the machine has otherwise.
  GOBIN=$dir/bin GOFLAGS="-p=${NAVETTE_BUILD_JOBS:-2}" nice -n 15 go install \
    "$module/cmd/server@$wanted" "$module/cmd/tools/sql@$wanted" >"$dir/build.log" 2>&1 ||
    fail "the Temporal server could not be compiled: see $dir/build.log"
  mv "$dir/bin/server" "$server"
  mv "$dir/bin/sql" "$sql_tool"
  # Its schema lies beside its source.
  rm -rf "$dir/schema"
  cp -r "$(go mod download -json "$module@$wanted" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')/schema/postgresql/v12" "$dir/schema"
  chmod -R u+w "$dir/schema"
  echo "$wanted" >"$dir/installed"
}

postgres_up() {
  runs "$data" && return
  rm -f "$peers/$data/url"
  start "$data" node --import "$loader" "$here/postgres.ts" --durable "$peers/$data" $((port + 1))
  await "$data" 90 test -s "$peers/$data/url"
}

# The parts of postgresql://USER:PASSWORD@HOST:PORT/DATABASE.
part() { sed -n "s|^[a-z]*://\([^:]*\):\([^@]*\)@\([^:]*\):\([0-9]*\)/.*|\\$1|p" "$peers/$data/url"; }

sql() {
  local database=$1
  shift
  SQL_PASSWORD=$(part 2) "$sql_tool" --endpoint "$(part 3)" --port "$(part 4)" --user "$(part 1)" --plugin postgres12 \
    --database "$database" "$@" >>"$dir/schema.log" 2>&1 || fail "a database of Temporal could not be made: see $dir/schema.log"
}

schema() {
  local pair
  [ -e "$dir/filled" ] && return
  say "making the databases of Temporal"
  for pair in temporal:temporal temporal_visibility:visibility; do
    sql "${pair%:*}" create
    sql "${pair%:*}" setup-schema --version 0.0
    sql "${pair%:*}" update-schema --schema-dir "$dir/schema/${pair#*:}/versioned"
  done
  touch "$dir/filled"
}

store() {
  local connections=$2
  echo "{sql: {pluginName: postgres12, databaseName: $1, connectAddr: \"$(part 3):$(part 4)\", connectProtocol: tcp," \
    "user: \"$(part 1)\", password: \"$(part 2)\", maxConns: $connections, maxIdleConns: $connections, maxConnLifetime: 1h}}"
}

# Membership ports stay below 32768: the schema keeps them in a smallint.
configure() {
  cat >"$dir/server.yaml" <<YAML
log: {stdout: true, level: error}
persistence:
  defaultStore: default
  visibilityStore: visibility
  numHistoryShards: 128
  datastores:
    default: $(store temporal 20)
    visibility: $(store temporal_visibility 10)
global:
  membership: {maxJoinDuration: 30s, broadcastAddress: 127.0.0.1}
services:
  frontend: {rpc: {grpcPort: $port, membershipPort: $((port + 2)), bindOnLocalHost: true}}
  matching: {rpc: {grpcPort: $((port + 3)), membershipPort: $((port + 4)), bindOnLocalHost: true}}
  history: {rpc: {grpcPort: $((port + 5)), membershipPort: $((port + 6)), bindOnLocalHost: true}}
  worker: {rpc: {grpcPort: $((port + 7)), membershipPort: $((port + 8)), bindOnLocalHost: true}}
clusterMetadata:
  enableGlobalNamespace: false
  failoverVersionIncrement: 10
  masterClusterName: active
  currentClusterName: active
  clusterInformation:
    active: {enabled: true, initialFailoverVersion: 1, rpcName: frontend, rpcAddress: "$address"}
dcRedirectionPolicy: {policy: noop}
dynamicConfigClient: {filepath: $dir/dynamic.yaml, pollInterval: 60s}
YAML
  chmod 600 "$dir/server.yaml"
  # As ./temporal-dev.sh has it; a search attribute that was just added is known at once.
  cat >"$dir/dynamic.yaml" <<YAML
matching.enableFairness: [{value: true, constraints: {}}]
system.forceSearchAttributesCacheRefreshOnRead: [{value: true, constraints: {}}]
YAML
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

up() {
  packages procps
  build
  postgres_up
  if ! runs temporal; then
    schema
    configure
    start temporal "$server" --config-file "$dir/server.yaml" --allow-no-auth start
    await temporal 120 listens
  fi
  node --import "$loader" "$here/temporal-namespace.ts" "$address" || fail "the namespace could not be made: see $dir/log"
  say "Temporal $(version) on PostgreSQL at $address"
  printf '{"address": "%s", "server": %s, "database": %s}\n' "$address" "$(head -n 1 "$dir/pid")" "$(head -n 1 "$peers/$data/pid")"
}

stop_all() {
  stop temporal
  stop "$data"
}

empty() {
  stop_all
  rm -rf "${peers:?}/$data" "$dir/filled"
}

case "${1:-}" in
  build) build ;;
  up) up ;;
  fresh)
    empty
    up
    ;;
  stop) stop_all ;;
  wipe)
    empty
    rm -rf "${peers:?}/temporal"
    ;;
  *) fail "usage: temporal-postgres.sh build|up|fresh|stop|wipe" ;;
esac
