# Which Rust, and the standard library for wasm32. Sourced by ./dev.
#
# Two kinds of machine. On an ordinary one rustup adds the wasm32 target to the toolchain that is there. Where Rust's download server
# cannot be reached, Debian's rustc-web stands in: it comes with the source of the standard library but not with a build for wasm32,
# so that is built here, once, and put beside the native one. Then everything, native too, is built with that one compiler: two
# compilers over one target folder would rebuild it at every switch.

STD_RECIPE=1 # raise it when build_std changes, and every machine builds its library anew

# The oldest Rust that Cargo.toml accepts.
rust_version() { sed -n 's/^rust-version *= *"\(.*\)"/\1/p' Cargo.toml; }

rust_is_new_enough() {
  local found
  found=$(rustc --version 2>/dev/null | sed 's/^rustc \([0-9.]*\).*/\1/')
  [ -n "$found" ] && [ "$(printf '%s\n' "$(rust_version)" "$found" | sort -V | head -n 1)" = "$(rust_version)" ]
}

has_wasm_std() {
  local folder
  folder=$(rustc --print target-libdir --target "$WASM" 2>/dev/null) || return 1
  ls "$folder"/libstd-*.rlib >/dev/null 2>&1 || return 1
  # A library that ./dev built is good for one compiler only: an upgrade of rustc makes it useless.
  [ ! -e "$folder/eventual-std" ] || [ "$(cat "$folder/eventual-std")" = "$(std_stamp)" ]
}

std_stamp() { printf 'recipe %s, %s\n' "$STD_RECIPE" "$(rustc --version)"; }

# Chooses the compiler for this run and exports what makes cargo, trunk and wasm-pack use it. Fast when all is in place.
need_rust() {
  if [ -e "$TOOLS/use-debian-rust" ]; then use_debian_rust; return; fi
  if rust_is_new_enough; then
    if has_wasm_std || { have rustup && add_wasm_target; }; then return; fi
  elif have rustup; then
    say "this needs Rust $(rust_version) or newer ('rustup update' brings it)"
  fi
  have apt-get || die "there is no Rust $(rust_version) here that can build for $WASM. Install rustup (its site is rustup.rs), then run this again"
  locked install_debian_rust
  use_debian_rust
}

add_wasm_target() {
  say "asking rustup for the $WASM standard library (about 20 s)"
  if rustup target add "$WASM" >/dev/null 2>&1; then return 0; fi
  say "rustup cannot fetch it here; Debian's Rust will be used instead"
  return 1
}

install_debian_rust() {
  [ ! -e "$TOOLS/use-debian-rust" ] || return 0
  apt_install rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web gcc libc6-dev ||
    die "Debian's rustc-web could not be installed. Install rustup (its site is rustup.rs), then run this again"
  local llvm
  llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  have "wasm-ld-$llvm" || apt_install "lld-$llvm"
  touch "$TOOLS/use-debian-rust"
}

use_debian_rust() {
  local llvm
  if have rustup; then
    # rustup's own cargo hands over to a toolchain; give it Debian's under a name.
    [ -e "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/debian" ] || quietly rustup toolchain link debian /usr
    export RUSTUP_TOOLCHAIN=debian
  else
    PATH=/usr/bin:$PATH
  fi
  [ -x /usr/bin/rustc ] || { rm -f "$TOOLS/use-debian-rust"; die "Debian's Rust is gone; run this again to install it"; }
  llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-$llvm
}

need_wasm() { has_wasm_std || locked build_std; }

# Builds the standard library for wasm32 from the source that Debian ships, and puts it where this compiler looks.
build_std() {
  ! has_wasm_std || return 0
  [ -e "$TOOLS/use-debian-rust" ] || die "rustc has no $WASM library; run './dev setup' again"
  local work folder
  work=$(mktemp -d)
  folder=$(rustc --print sysroot)/lib/rustlib/$WASM/lib
  say "building the standard library for $WASM (about 80 s)"
  mkdir "$work/src"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n' >"$work/Cargo.toml"
  : >"$work/src/lib.rs"
  # embed-bitcode: without it link-time optimisation fails. `test`: without it test binaries do not link.
  (cd "$work" && RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=$work/target \
    quietly cargo build --release -Zbuild-std=std,panic_abort,test --target "$WASM")
  rm "$work/target/$WASM/release/deps/"libempty-*.rlib
  as_root mkdir -p "$folder"
  as_root find "$folder" -name '*.rlib' -delete
  as_root cp "$work/target/$WASM/release/deps/"*.rlib "$folder/"
  std_stamp >"$work/stamp"
  as_root cp "$work/stamp" "$folder/eventual-std"
  rm -rf "$work"
}

need_lints() {
  cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 && return
  if [ -e "$TOOLS/use-debian-rust" ]; then locked apt_install rust-web-clippy rustfmt-web
  else say "asking rustup for clippy and rustfmt (about 10 s)"; quietly rustup component add clippy rustfmt
  fi
}
