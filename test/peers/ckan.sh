#!/usr/bin/env bash
# A real CKAN for tests, with ckanext-dcat in small pages. The token of its administrator is in ckan/token. Usage: ckan.sh up|stop
# Needs postgres-redis.sh; brings its Solr along.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

url=http://127.0.0.1:$ckan_port
ini=$peers/ckan/ckan.ini
ckan() { "$peers/ckan/venv/bin/ckan" -c "$ini" "$@"; }

configure() {
  [ -f "$ini" ] || "$peers/ckan/venv/bin/ckan" generate config "$ini" >/dev/null
  # Each time: ports may have changed, and so may the password of a database that was made anew.
  "$peers/ckan/venv/bin/ckan" config-tool "$ini" \
    "ckan.site_url=$url" "ckan.site_id=navette-essais" "ckan.plugins=activity dcat structured_data" \
    "sqlalchemy.url=$(cat "$peers/postgres/url")" \
    "solr_url=http://127.0.0.1:$solr_port/solr/ckan" \
    "ckan.redis.url=redis://127.0.0.1:$redis_port/2" \
    "ckan.storage_path=$peers/ckan/files" \
    "ckanext.dcat.datasets_per_page=20"
}

seed() {
  [ -s "$peers/ckan/token" ] && return
  say "filling CKAN"
  ckan db init
  ckan db pending-migrations --apply
  ckan user add essais email=essais@example.org "password=$(openssl rand -hex 16)"
  ckan sysadmin add essais
  ckan user token add essais essais 2>/dev/null | tail -n 1 | tr -d '[:space:]' >"$peers/ckan/token.new"
  mv "$peers/ckan/token.new" "$peers/ckan/token"
}

case "${1:-}" in
  up)
    packages gcc python3-dev libpq-dev libmagic1 openssl
    venv ckan
    "$here/solr.sh" up "$("$peers/ckan/venv/bin/python" -c 'import importlib.util as find; print(find.find_spec("ckan").submodule_search_locations[0])')/config/solr/schema.xml"
    if ! runs ckan; then
      # A process of its own: within a condition this one would not stop at the first error.
      "$here/ckan.sh" set-up >"$peers/ckan/seed.log" 2>&1 || fail "CKAN could not be set up: see $peers/ckan/seed.log"
      CKAN_INI=$ini start ckan "$peers/ckan/venv/bin/gunicorn" --workers 2 --bind "127.0.0.1:$ckan_port" --timeout 120 --chdir "$here/ckan" wsgi:application
      await ckan 120 answers "$url/api/3/action/status_show"
    fi
    say "CKAN at $url/api/3/action/"
    ;;
  set-up)
    configure
    seed
    ;;
  stop)
    stop ckan
    "$here/solr.sh" stop
    ;;
  *) fail "usage: ckan.sh up|stop" ;;
esac
