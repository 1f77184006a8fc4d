# shellcheck shell=bash
# Sourced by the scripts beside it: where things are, and how programs are started, found again and ended.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
peers=${NAVETTE_PEERS_DIR:-${TMPDIR:-/tmp}/navette-peers}
mkdir -p "$peers"

# Below the ports that the system gives to outgoing connections.
base_port=${NAVETTE_PEERS_PORT:-24300}
export postgres_port=$((base_port + 1)) redis_port=$((base_port + 2)) mongo_port=$((base_port + 3))
export solr_port=$((base_port + 4)) udata_port=$((base_port + 5)) ckan_port=$((base_port + 6))
export pycsw_port=$((base_port + 12))

# Nothing is left beside the scripts.
export PYTHONDONTWRITEBYTECODE=1

say() { echo "peers: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# The first argument is a program, the rest says where it comes from.
need() {
  command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: ${*:2}"
}

# Installs Debian packages that are missing: the only thing here that wants root.
packages() {
  local package missing=()
  need dpkg-query "these scripts install what they need on Debian and its kin; elsewhere start the portals yourself and set NAVETTE_PEER_*"
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" = 0 ] || fail "as root: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$peers/apt.log" 2>&1 ||
    fail "apt-get could not install ${missing[*]}: see $peers/apt.log"
}

# When a process began, in words: a number alone may belong to somebody else after a restart of the machine.
began() { LC_ALL=C ps -o lstart= -p "$1" 2>/dev/null; }

# Whether what we started under this name still runs.
runs() {
  local file=$peers/$1/pid pid stamp
  [ -f "$file" ] || return 1
  { read -r pid && read -r stamp; } <"$file" || return 1
  [ "$(began "$pid")" = "$stamp" ]
}

# start NAME COMMAND…: in the background, from $peers/NAME, with a log there.
start() {
  local name=$1 pid
  shift
  mkdir -p "$peers/$name"
  (cd "$peers/$name" && exec setsid "$@" >>log 2>&1 </dev/null) &
  pid=$!
  printf '%s\n%s\n' "$pid" "$(began "$pid")" >"$peers/$name/pid"
}

stop() {
  local file=$peers/$1/pid pid tick
  if runs "$1"; then
    read -r pid <"$file"
    kill "$pid"
    for ((tick = 0; tick < 150; tick++)); do
      runs "$1" || break
      sleep 0.1
    done
    if runs "$1"; then kill -9 "$pid"; fi
  fi
  rm -f "$file"
}

# await NAME SECONDS COMMAND…: until the command succeeds; says what the program said when it never does.
await() {
  local name=$1 tick ticks=$(($2 * 4))
  shift 2
  for ((tick = 0; tick < ticks; tick++)); do
    "$@" >/dev/null 2>&1 && return
    runs "$name" || break
    sleep 0.25
  done
  tail -n 20 "$peers/$name/log" >&2
  fail "$name does not answer: its whole log is $peers/$name/log"
}

answers() { curl -sf -m 10 -o /dev/null "$1"; }

# Copies what the pom beside the scripts names, once for each version of it.
jars() {
  local name=$1 dir=$peers/$1
  need java "install a JDK, 17 or newer (apt-get install default-jdk-headless)"
  need javac "a JDK is needed, a runtime is not enough (apt-get install default-jdk-headless)"
  need mvn "install Maven (apt-get install maven)"
  mkdir -p "$dir"
  cmp -s "$here/$name/pom.xml" "$dir/installed" && return
  say "fetching the libraries of $name"
  rm -rf "${dir:?}/lib"
  mvn -q -B -f "$here/$name/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$dir/lib" >&2
  cp "$here/$name/pom.xml" "$dir/installed"
}

# A virtual environment with the packages of NAME/requirements.txt, once for each version of it; those of
# NAME/overrides.txt then replace what the others asked for.
venv() {
  local name=$1 dir=$peers/$1 wanted
  packages python3-venv
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"
  mkdir -p "$dir"
  wanted=$(cat "$here/$name"/{requirements,overrides}.txt 2>/dev/null) || true
  [ "$(cat "$dir/installed" 2>/dev/null)" = "$wanted" ] && return
  say "installing $name"
  rm -rf "${dir:?}/venv"
  python3 -m venv "$dir/venv"
  # CKAN still imports what newer setuptools no longer has.
  "$dir/venv/bin/pip" install -q --disable-pip-version-check 'setuptools<80' wheel >&2
  "$dir/venv/bin/pip" install -q --disable-pip-version-check -r "$here/$name/requirements.txt" >&2
  [ ! -f "$here/$name/overrides.txt" ] ||
    "$dir/venv/bin/pip" install -q --disable-pip-version-check -r "$here/$name/overrides.txt" >&2
  echo "$wanted" >"$dir/installed"
}
