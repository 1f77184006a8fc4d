#!/usr/bin/env bash
# Harvesters of others, to compare with (npm run bench -- versus): ckanext-harvest in a CKAN of its own, and udata's own.
# Usage: rivals.sh fresh|clear
#
#   fresh   installs both and gives them empty databases, beside those of the portals of run.sh
#   clear   deletes these databases
#
# Who measures starts their processes and ends them. The last line of fresh is JSON with what that takes: for each, its
# programs and its environment.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

name=ckan-harvest
database=ckan_harvest
bin=$peers/$name/venv/bin
ini=$peers/$name/ckan.ini
solr=http://127.0.0.1:$solr_port/solr
# The portals have 0 to 2.
ckan_redis=3 broker_redis=4 cache_redis=5

export UDATA_SETTINGS=$here/udata/settings.py NAVETTE_UDATA_PORT=$udata_port NAVETTE_UDATA_FILES=$peers/udata/files
export NAVETTE_UDATA_MONGO=$mongo_port NAVETTE_UDATA_DATABASE=udata_harvest NAVETTE_UDATA_REDIS=$redis_port
export NAVETTE_UDATA_BROKER=$broker_redis NAVETTE_UDATA_CACHE=$cache_redis

sql() { psql --quiet --no-psqlrc --dbname "$(cat "$peers/postgres/url")" --command "$1"; }

unload_core() {
  curl -sf -o /dev/null "$solr/admin/cores?action=UNLOAD&core=$name&deleteInstanceDir=true" || true
}

clear_all() {
  sql "drop database if exists $database with (force)" 2>/dev/null
  unload_core
  for number in $ckan_redis $broker_redis $cache_redis; do
    redis-cli -h 127.0.0.1 -p "$redis_port" -n "$number" flushdb >/dev/null
  done
  if [ -x "$peers/udata/venv/bin/python" ]; then
    "$peers/udata/venv/bin/python" -c "import pymongo; pymongo.MongoClient('127.0.0.1', $mongo_port).drop_database('$NAVETTE_UDATA_DATABASE')"
  fi
}

fresh_core() {
  mkdir -p "$peers/solr/home/$name"
  cp -r "$peers/solr/home/ckan/conf" "$peers/solr/home/$name/conf"
  curl -sf -o /dev/null "$solr/admin/cores?action=CREATE&name=$name&instanceDir=$name" || fail "Solr makes no core for $name"
}

# Without the streams of activities: nothing here looks at them, and each import would write them.
fresh_ckan() {
  sql "create database $database"
  fresh_core
  rm -f "$ini"
  "$bin/ckan" generate config "$ini"
  "$bin/ckan" config-tool "$ini" \
    "ckan.site_url=http://127.0.0.1:$ckan_port" "ckan.site_id=navette-harvest" "ckan.plugins=harvest ckan_harvester" \
    "sqlalchemy.url=$(sed "s|/[^/]*$|/$database|" "$peers/postgres/url")" \
    "solr_url=$solr/$name" \
    "ckan.redis.url=redis://127.0.0.1:$redis_port/$ckan_redis" \
    "ckan.harvest.mq.type=redis" "ckan.storage_path=$peers/$name/files"
  "$bin/ckan" -c "$ini" db init
  "$bin/ckan" -c "$ini" db pending-migrations --apply
}

fresh() {
  need psql "apt-get install postgresql-client"
  "$here/postgres-redis.sh" up
  "$here/mongo.sh" up
  "$here/solr.sh" up
  venv "$name"
  venv udata
  clear_all
  say "filling the CKAN that harvests"
  (set -e && fresh_ckan) >"$peers/$name/fresh.log" 2>&1 || fail "it could not be filled: see $peers/$name/fresh.log"
  say "filling the udata that harvests"
  "$peers/udata/venv/bin/python" "$here/udata/seed.py" "$peers/$name/udata-key" >>"$peers/$name/fresh.log" 2>&1 ||
    fail "it could not be filled: see $peers/$name/fresh.log"
  rm -f "$peers/$name/udata-key"
}

# environment NAME…: as JSON, what the environment says under these names.
environment() {
  local variable separator=
  for variable in "$@"; do
    printf '%s"%s": "%s"' "$separator" "$variable" "${!variable}"
    separator=', '
  done
}

report() {
  export CKAN_INI=$ini C_FORCE_ROOT=1
  printf '{"ckan": {"bin": "%s", "driver": "%s", "env": {%s}}, ' "$bin" "$here/$name/harvest.py" "$(environment CKAN_INI)"
  printf '"udata": {"bin": "%s", "driver": "%s", "env": {%s}}}\n' "$peers/udata/venv/bin" "$here/udata/harvest.py" \
    "$(environment C_FORCE_ROOT "${!NAVETTE_UDATA_@}" UDATA_SETTINGS)"
}

case "${1:-}" in
  fresh)
    fresh
    report
    ;;
  clear) clear_all ;;
  *) fail "usage: rivals.sh fresh|clear" ;;
esac
