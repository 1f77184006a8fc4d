#!/usr/bin/env bash
# Runs all of Navette on this machine. Needs Node and nothing else; see --help.
set -euo pipefail
script=$(readlink -f "${BASH_SOURCE[0]}")
here=$(dirname "$script")

if ! command -v node >/dev/null 2>&1; then
  echo "Navette needs Node 20.19 or newer, and there is no node on PATH: https://nodejs.org" >&2
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  echo "Navette needs Node 20.19 or newer; this is $(node --version): https://nodejs.org" >&2
  exit 1
fi

installed=$here/node_modules/.package-lock.json
if [ ! -e "$installed" ] || [ "$here/package-lock.json" -nt "$installed" ]; then
  echo "installing packages (npm ci)"
  (cd "$here" && npm ci --no-audit --no-fund)
  touch "$installed"
fi

exec node --import "$here/node_modules/tsx/dist/loader.mjs" "$here/src/main/dev/main.ts" "$@"
