#!/bin/sh
# Cuts the page's program into pieces: what every visit needs, and a file for each `piece!` of src/ui/pieces.rs, which the page fetches when
# somebody turns to it. Trunk has built the program whole; wasm-split-cli finds out from the linker's relocations which functions and which
# data only one piece needs. It has to come before wasm-bindgen, which forgets them, and trunk has no place for it: so wasm-bindgen and
# wasm-opt are run once more here, and what they write takes the place of what trunk wrote.
set -eu
whole=${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/page/app.wasm
work=$(mktemp -d "${TMPDIR:-/tmp}/eventual-pieces.XXXXXX")
trap 'rm -rf "$work"' EXIT
program=$(cd "$TRUNK_STAGING_DIR" && ls app-*.js)
name=${program%.js}
hash=${name#app-}

wasm-split-cli "$whole" "$work/cut" --target web --out-name "$name"
wasm-bindgen "$work/cut/$name.wasm" --target web --no-typescript --keep-lld-exports --out-dir "$work/bound" --out-name "$name"

# What loads the pieces, and the pieces, are named by the program that they belong to: no cache may mix two builds.
loader=pieces-$hash.js
sed "s|\./split_\([a-z_]*\)\.wasm|./\1-$hash.wasm|g; s|\./\(chunk_[0-9]*\)\.wasm|./\1-$hash.wasm|g" "$work/cut/__wasm_split.js" >"$TRUNK_STAGING_DIR/$loader"
sed "s|from \"\./__wasm_split\.js\"|from \"./$loader\"|" "$work/bound/$name.js" >"$TRUNK_STAGING_DIR/$program"
wasm-opt -Oz "$work/bound/${name}_bg.wasm" -o "$TRUNK_STAGING_DIR/${name}_bg.wasm"
for piece in "$work"/cut/*.wasm; do
  file=${piece##*/}
  [ "$file" != "$name.wasm" ] || continue
  stem=${file%.wasm}
  wasm-opt -Oz "$piece" -o "$TRUNK_STAGING_DIR/${stem#split_}-$hash.wasm"
done

# Each file that the loader names has to be there.
grep -o '"\./[^"]*\.wasm"' "$TRUNK_STAGING_DIR/$loader" | tr -d '"' | while read -r file; do
  [ -s "$TRUNK_STAGING_DIR/$file" ] || { echo "the page would look for $file, which is not there" >&2; exit 1; }
done
