#!/usr/bin/env bash
# From the manifest to the two shipped models. About an hour on two cores once the clones are there.
#
#   bash models/make.sh MANIFEST.csv CLONES CLAIMS_FOLDER WORK_FOLDER
#
# CLONES holds a bare clone of every repository of the manifest; CLAIMS_FOLDER is the labelled set that the fusion is
# fitted on; WORK_FOLDER takes pictures, features and Python environments. Every step continues where it was stopped.
set -euo pipefail
cd "$(dirname "$0")/.."
manifest=$1 clones=$2 claims=$3 work=$4
mkdir -p "$work"

environment() {
  [ -x "$work/$1/bin/python" ] || python3 -m venv "$work/$1"
  "$work/$1/bin/pip" install -q -r "models/$1/requirements.txt"
}
environment pixels
environment fusion

npx tsx models/data/build.ts --manifest "$manifest" --clones "$clones" --store "$work/store" \
  --exclude "$claims/photos" --exclude "$claims/references"
npx tsx models/pixels/extract.ts --store "$work/store" --out "$work/features" --part 0/2 &
npx tsx models/pixels/extract.ts --store "$work/store" --out "$work/features" --part 1/2
wait $!
npx tsx models/pixels/extract.ts --claims "$claims" --out "$work/features"
"$work/pixels/bin/python" models/pixels/train.py --features "$work/features" --out "$work/run" --claims
"$work/pixels/bin/python" models/pixels/export.py --trained "$work/run"
cp "$work/run/claims-oof.csv" models/pixels/claims-dev-oof.csv
cp "$work/run/training-log.csv" models/pixels/training-log.csv

npx tsx models/recapture/extract.ts --store "$work/store" --claims "$claims" --out "$work/recapture"
"$work/pixels/bin/python" models/recapture/train.py --features "$work/recapture"

npx tsx models/fusion/collect.ts "$claims" --out "$work/readings.jsonl" \
  --out-of-fold neural/generated=models/pixels/claims-dev-oof.csv \
  --out-of-fold neural/recaptured=models/recapture/claims-dev-oof.csv
"$work/fusion/bin/python" models/fusion/honest.py "$work/run/oof.csv" "$work/recapture/oof.csv"
"$work/fusion/bin/python" models/fusion/train.py "$work/readings.jsonl"
