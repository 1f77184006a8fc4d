#!/usr/bin/env bash
# A real Solr for CKAN. Usage: solr.sh up|stop [schema.xml]; the schema is needed for the first start.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

conf=$peers/solr/home/ckan/conf

case "${1:-}" in
  up)
    jars solr
    if [ ! -f "$conf/schema.xml" ]; then
      [ -n "${2:-}" ] || fail "usage: solr.sh up schema.xml"
      mkdir -p "$conf"
      echo '<solr/>' >"$peers/solr/home/solr.xml"
      echo 'name=ckan' >"$peers/solr/home/ckan/core.properties"
      # The schema names these lists; empty ones do.
      touch "$conf"/{stopwords,synonyms,protwords}.txt
      cp "$here/solr/solrconfig.xml" "$conf/solrconfig.xml"
      cp "$2" "$conf/schema.xml"
    fi
    if ! runs solr; then
      start solr java -Xmx512m -cp "$peers/solr/lib/*" "$here/solr/Search.java" "$peers/solr/home" "$solr_port"
      await solr 120 answers "http://127.0.0.1:$solr_port/solr/ckan/select?q=*:*&rows=0"
    fi
    ;;
  stop) stop solr ;;
  *) fail "usage: solr.sh up|stop" ;;
esac
