#!/bin/sh
# Trunk runs this after each build, with the built site in $TRUNK_STAGING_DIR. Hooks of one stage run at the same time, so there is one,
# and what it does has an order. wasm-opt runs on the page's program here, because a program that is cut has to be optimised after that.
set -eu
if [ -n "${EVENTUAL_PIECES:-}" ]; then
  sh dev.d/pieces.sh
elif [ "$TRUNK_PROFILE" = release ]; then
  for program in "$TRUNK_STAGING_DIR"/app-*_bg.wasm; do
    wasm-opt -Oz "$program" -o "$program.small"
    mv "$program.small" "$program"
  done
fi
[ -z "${EVENTUAL_OFFLINE:-}" ] || sh dev.d/offline.sh
