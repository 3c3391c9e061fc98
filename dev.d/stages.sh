# How ./dev test runs its stages, counts what each runner says, and adds it up. Sourced by ./dev.
# shellcheck disable=SC2034 # its words are read by the other files

# A hung browser or build must not take the whole run with it.
limit() {
  local seconds=$1
  shift
  if have timeout; then timeout --kill-after=10 "$seconds" "$@"; else "$@"; fi
}

begin() {
  PASSED=0 FAILED=0 SKIPPED=0 NAMES='' TABLE='' LOGS=target/dev BEGUN=$SECONDS
  mkdir -p "$LOGS"
}

# stage NAME COUNTING COMMAND...: runs it, shows and keeps its output, counts. A stage that fails does not stop the next one; it sets
# STAGE_OK to the empty string. COUNTING says what the command's own totals look like:
#   one      none: the stage is the test       libtest  "test result: ok. 3 passed; 0 failed; ...", as often as it likes
#   nextest  "Summary [ 0.1s] 3 tests run: ..."  plain  "e2e: 3 passed, 0 failed"
# A test that does not find what it reads returns early, which its runner calls passed, and writes its name as a line into the file
# $EVENTUAL_SKIPPED. It is counted as skipped and as nothing else.
stage() {
  local name=$1 counting=$2 begun=$SECONDS code log skips passed failed skipped
  shift 2
  log=$LOGS/$(printf '%s' "$name" | tr -c 'A-Za-z0-9\n' '-').log
  skips=$PWD/${log%.log}.skipped
  : >"$skips"
  printf '\n== %s\n' "$name"
  set +e
  EVENTUAL_SKIPPED=$skips "$@" 2>&1 </dev/null | tee "$log"
  code=${PIPESTATUS[0]}
  set -e
  case $counting in
    one) passed=0 failed=0; [ "$code" != 0 ] || passed=1 ;;
    libtest) tally 'test result:' "$log" ;;
    nextest) tally 'Summary \[' "$log" ;;
    plain) tally '^e2e: ' "$log" ;;
  esac
  # A runner may die before it counts (a build error, a lost browser): that is one failure.
  if [ "$code" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  # And one that counted nothing has proved nothing.
  if [ "$code" = 0 ] && [ "$counting" != one ] && [ "$((passed + failed))" = 0 ] && [ "$name" != "doc tests" ]; then
    printf '%s ran no test\n' "$name"
    failed=1
  fi
  sort -u -o "$skips" "$skips"
  skipped=$(awk 'END { print NR }' "$skips")
  [ "$skipped" = 0 ] || NAMES+=$(sed 's/^/  /' "$skips")$'\n'
  passed=$((passed > skipped ? passed - skipped : 0))
  STAGE_OK=yes
  if [ "$code" != 0 ] || [ "$failed" != 0 ]; then STAGE_OK=; fi
  record "$name" "$passed" "$failed" "$skipped" "$((SECONDS - begun)) s"
}

# A stage that could not run because one that it stands on failed.
skip_stage() {
  printf '\n== %s\nnot run: %s\n' "$1" "$2"
  record "$1" 0 1 0 "not run: $2"
}

# A stage whose tool is not on this machine: it is named in the closing lines, as a test would be that does not find what it reads.
skip_named() {
  printf '\n== %s\nskipped: %s\n' "$1" "$2"
  NAMES+="  $1: $2"$'\n'
  record "$1" 0 0 1 "skipped: $2"
}

record() {
  PASSED=$((PASSED + $2))
  FAILED=$((FAILED + $3))
  SKIPPED=$((SKIPPED + $4))
  TABLE+=$(printf '%-15s %6s ok %4s failed %4s skipped  %s' "$1" "$2" "$3" "$4" "$5")$'\n'
}

# Sums "N passed" and "N failed" over the lines that match; sets the caller's `passed` and `failed`.
tally() {
  read -r passed failed < <(awk -v pattern="$1" '
    function number_before(word,   at) {
      at = match($0, "[0-9]+ " word)
      return at ? substr($0, RSTART, RLENGTH) + 0 : 0
    }
    $0 ~ pattern {
      passed += number_before("passed")
      failed += number_before("failed") + number_before("timed out") + number_before("exec failed")
    }
    END { print passed + 0, failed + 0 }' "$2")
}

# The table, then what was skipped by name, then the total alone on the last line.
finish() {
  printf '\n%s' "$TABLE"
  printf '%-15s %s s; the output of each is in %s/\n\n' "all together" "$((SECONDS - BEGUN))" "$LOGS"
  [ "$SKIPPED" = 0 ] || printf 'skipped, because what they read is not on this machine:\n%s\n' "$NAMES"
  printf '%s passed, %s failed, %s skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
  [ "$FAILED" = 0 ] || exit 1
}

stage_lockfile() { cargo metadata --quiet --locked --format-version 1 --no-deps >/dev/null; }

# One native build for all of these: optimised, and with the deliberate bugs in it, each of which is off until a test turns it on. That it
# comes to the pinned digests shows that they are; browser tests hold an unoptimised build without them to the same digests.
PROOF=(--features mutants)

stage_native_tests() {
  if have cargo-nextest; then
    cargo nextest run --cargo-profile proof "${PROOF[@]}" --no-fail-fast --status-level fail --final-status-level fail \
      -E "not (binary(golden) or binary(matrix) or binary(protections) or binary(mutants))"
  else
    cargo test --quiet --profile proof "${PROOF[@]}" --no-fail-fast
  fi
}

stage_doc_tests() { cargo test --quiet --profile proof "${PROOF[@]}" --doc; }

# The digests of pinned runs.
stage_golden() { cargo test --quiet --profile proof "${PROOF[@]}" --test golden; }

# Thousands of runs with every kind of fault, judged.
stage_fault_matrix() { cargo test --quiet --profile proof "${PROOF[@]}" --test matrix -- --nocapture; }

# Each protection of the catalogue: chance finds its anomaly with it off, and not with it on.
stage_protections() { cargo test --quiet --profile proof "${PROOF[@]}" --test protections -- --nocapture; }

# The matrix with deliberate bugs: each must be caught.
stage_deliberate_bugs() { cargo test --quiet --profile proof "${PROOF[@]}" --test mutants -- --nocapture; }

# Lints of what is built for browsers; tests that only run natively are linted there.
stage_lints_wasm() {
  local file tests=()
  for file in $(grep -l wasm_bindgen_test tests/*.rs); do tests+=(--test "$(basename "$file" .rs)"); done
  cargo clippy --quiet --lib --bins "${tests[@]}" --target "$WASM" -- -D warnings
}

# --mode no-install: the tools are there, in the versions that fit; wasm-pack must not look for others.
stage_browser_tests() {
  WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-300} \
    limit 1800 wasm-pack test --headless --chrome --mode no-install --chromedriver "$CHROMEDRIVER" "$@"
}

# The same tests in Firefox. Its driver looks for a program called firefox.
stage_firefox_tests() {
  local folder=$PWD/target/dev/firefox
  mkdir -p "$folder"
  ln -sf "$FIREFOX" "$folder/firefox"
  PATH=$folder:$PATH WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-300} \
    limit 1800 wasm-pack test --headless --firefox --mode no-install --geckodriver "$GECKODRIVER" "$@"
}

stage_firefox_page() { limit 600 node tests/browser/firefox.mjs; }

# --offline is about trunk's own tools (they are on PATH); cargo has fetched its crates before this.
stage_build() {
  cargo fetch --quiet --locked &&
    EVENTUAL_OFFLINE=yes EVENTUAL_PIECES=yes limit 1800 trunk build --release --offline &&
    node dev.d/sizes.mjs dist
}

# The release build is mostly one linker that waits for nobody: begun beside other stages, it costs little time of its own. What it prints
# is shown when its stage comes.
begin_build() {
  rm -f "$LOGS/beside.done"
  set -m # a process group of its own, so that all of it can be ended
  (
    set +e
    stage_build >"$LOGS/beside.log" 2>&1
    echo $? >"$LOGS/beside.done"
  ) &
  BESIDE=$!
  set +m
  trap 'kill -- "-$BESIDE" 2>/dev/null || true' EXIT
}

stage_build_begun() {
  while [ ! -e "$LOGS/beside.done" ]; do
    kill -0 "$BESIDE" 2>/dev/null || { echo "the build was ended from outside"; return 1; }
    sleep 1
  done
  cat "$LOGS/beside.log"
  return "$(cat "$LOGS/beside.done")"
}

# The stories also hold what the page exports against the command line, which is built first: a story that waits for a compiler runs out of time.
stage_end_to_end() {
  cargo build --quiet --profile proof "${PROOF[@]}" --bin eventual &&
    EVENTUAL_COMMAND=$PWD/${CARGO_TARGET_DIR:-target}/proof/eventual limit 1800 node tests/browser/run.mjs
}
