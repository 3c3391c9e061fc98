# Small words used by the other files. Sourced by ./dev.
# shellcheck disable=SC2034 # its words are read by the other files

say() { printf '\033[1m-- %s\033[0m\n' "$*" >&2; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Colour only for a person at a terminal.
if [ ! -t 2 ]; then say() { printf -- '-- %s\n' "$*" >&2; }; fi

# Where tools go: outside the repository, so that a fresh clone finds them again.
TOOLS=${EVENTUAL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/eventual-tools}
WASM=wasm32-unknown-unknown

# Runs an installer, quiet unless it fails: what a person wants to know is that it runs, for how long, and what went wrong.
quietly() {
  local log=$TOOLS/log.$$ code=0
  "$@" >"$log" 2>&1 </dev/null || code=$?
  [ "$code" = 0 ] || { tail -n 40 "$log" >&2; printf 'dev: this failed: %s\n' "$*" >&2; }
  rm -f "$log"
  return "$code"
}

# One ./dev at a time may install; the second waits and then finds the work done.
locked() {
  mkdir -p "$TOOLS"
  if have flock; then
    exec 9>"$TOOLS/lock"
    flock -n 9 || { say "another ./dev is installing tools; waiting for it"; flock 9; }
    local code=0
    "$@" 9>&- || code=$?
    exec 9>&-
    return "$code"
  fi
  "$@"
}

# Root, by whatever way there is.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "this step needs root, and there is no sudo here: $*"
  fi
}

# A virtual machine or a container that was restored may have a plain file at /dev/null: the first `> /dev/null` makes one where the
# device is missing. It hands every compiler what the last program threw away, and cargo then fails at what it asks rustc.
null_device() {
  local name=${1:-/dev/null}
  [ ! -c "$name" ] || return 0
  say "$name is a file here and no device; putting the device back"
  (as_root mknod -m 666 "$name.new" c 1 3 && as_root mv -f "$name.new" "$name") ||
    say "that could not be done: builds may fail for reasons that they do not tell"
  rm -f target/.rustc_info.json # cargo keeps what rustc answered, wrong answers too
}

# Debian packages by name; the lists are fetched once per run, since a bare machine has none.
apt_install() {
  have apt-get || return 1
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "${APT_FRESH:-}" ]; then
    say "fetching the list of Debian packages (about 10 s)"
    as_root dpkg --configure -a >/dev/null 2>&1 || true # an installation that was cut off earlier
    quietly as_root apt-get update -q || return 1
    APT_FRESH=yes
  fi
  say "installing with apt-get: $* (up to 2 min)"
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}
