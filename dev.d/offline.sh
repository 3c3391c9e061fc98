#!/bin/sh
# Writes the service worker with the names of all files of the built site and a checksum over them, and tells the page. `./dev build`
# wants it; while somebody works on the source, a kept copy would only hide what was just built.
set -eu
source=$PWD/static/sw.js
cd "$TRUNK_STAGING_DIR"
# The page first, so that the checksum counts the line that is put into it.
sed 's|<meta charset="utf-8" */*>|&<meta name="eventual-offline" content="./sw.js">|' index.html >index.html.new
mv index.html.new index.html
files=$(find . -type f ! -name sw.js | LC_ALL=C sort)
version=$(printf '%s\n' "$files" | while read -r file; do cksum "$file"; done | cat - "$source" | cksum | cut -d ' ' -f 1)
{
  printf 'const VERSION = "%s";\nconst FILES = [\n' "$version"
  printf '%s\n' "$files" | sed 's/.*/  "&",/'
  printf '];\n\n'
  cat "$source"
} >sw.js
