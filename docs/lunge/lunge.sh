#!/usr/bin/env bash
# An exercise that the packaged model has never seen: recorded, taught in seconds, counted live.
# The athlete is simulated; with sensors of your own, --source ble,phone takes the place of sim:….
# Usage: docs/lunge/lunge.sh [FOLDER]   (a new one by default); `exermoted` has to be on the PATH.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
athlete=(--source "sim:$here/trajectory.yaml" --exercises "$here/lunge.yaml")

echo "== One workout of five minutes, with lunges among its exercises, is recorded."
exermoted record --subject Ada "${athlete[@]}" --seed 3 --speed 100 --quiet --out "$work/sessions"

echo "== The packaged model does not know them: it sees somebody else do them."
exermoted live "${athlete[@]}" --seed 11 --speed 100 --events "$work/before.jsonl" 2>&1 | tail -n 11

echo "== It is taught what that one recording shows."
exermoted train "$work/sessions" --quick --out "$work/my-model"

echo "== Now it counts them."
exermoted live "${athlete[@]}" --seed 11 --speed 100 --model "$work/my-model" \
  --events "$work/after.jsonl" 2>&1 | tail -n 11

lunges() { grep -c '"event":"repetition".*"exercise":"Lunge"' "$1" || true; }
echo "== Lunges counted: $(lunges "$work/before.jsonl") before, $(lunges "$work/after.jsonl") after, of 10."
[ "$(lunges "$work/before.jsonl")" = 0 ] && [ "$(lunges "$work/after.jsonl")" = 10 ]
