#!/usr/bin/env bash
# From the manifest to the shipped models. About three hours and a half on two cores once the clones are there.
#
#   bash models/make.sh MANIFEST.csv CLONES CLAIMS_FOLDER WORK_FOLDER
#
# CLONES holds a bare clone of every repository of the manifest; CLAIMS_FOLDER is the labelled set that the fusion is
# fitted on; WORK_FOLDER takes pictures, features and Python environments. Every step continues where it was stopped.
# Training reads the tiles (8 GB) in random order: on a slow disk point FEATURES at a folder in memory, such as /dev/shm/features.
set -euo pipefail
cd "$(dirname "$0")/.."
manifest=$1 clones=$2 claims=$3 work=$4
features=${FEATURES:-$work/features}
mkdir -p "$work"

environment() {
  [ -x "$work/$1/bin/python" ] || python3 -m venv "$work/$1"
  "$work/$1/bin/pip" install -q -r "models/$1/requirements.txt"
}
environment pixels
environment tiles
environment localization
environment fusion

npx tsx models/data/build.ts --manifest "$manifest" --clones "$clones" --store "$work/store" \
  --exclude "$claims/photos" --exclude "$claims/references"
npx tsx models/pixels/extract.ts --store "$work/store" --out "$features" --part 0/2 &
npx tsx models/pixels/extract.ts --store "$work/store" --out "$features" --part 1/2
wait $!
npx tsx models/pixels/extract.ts --claims "$claims" --out "$features"
"$work/tiles/bin/python" models/tiles/train.py --features "$features" --out "$work/tile-run" --claims
"$work/tiles/bin/python" models/tiles/export.py --trained "$work/tile-run/none.pt" --features "$features"
cp "$work/tile-run/training-log.csv" models/tiles/training-log.csv
"$work/tiles/bin/python" models/curves.py models/tiles
"$work/pixels/bin/python" models/pixels/train.py --features "$features" --out "$work/run" --claims --tiles "$work/tile-run"
"$work/pixels/bin/python" models/pixels/export.py --trained "$work/run"
cp "$work/run/claims-oof.csv" models/pixels/claims-dev-oof.csv
cp "$work/run/training-log.csv" models/pixels/training-log.csv
"$work/pixels/bin/python" models/pixels/curves.py --oof "$work/run/oof.csv" --claims "$claims"

# The autoencoders and what they leave in photographs; TAESD is a clone of madebyollin/taesd.
edits="$work/localization/bin/python"
"$edits" models/data/autoencoders.py --store "$work/store"
"$edits" models/localization/pool.py --store "$work/store" --taesd "${TAESD:-$clones/madebyollin+taesd/repo}" --out "$work/pool"
"$edits" models/localization/train.py --pool "$work/pool" --out "$work/localizer.pt"
"$edits" models/localization/export.py --trained "$work/localizer.pt" --claims "$claims"
"$work/tiles/bin/python" models/curves.py models/localization

npx tsx models/recapture/extract.ts --store "$work/store" --claims "$claims" --out "$work/recapture"
"$work/pixels/bin/python" models/recapture/train.py --features "$work/recapture"

npx tsx models/fusion/collect.ts "$claims" --out "$work/readings.jsonl" \
  --out-of-fold neural/generated=models/pixels/claims-dev-oof.csv \
  --out-of-fold neural/recaptured=models/recapture/claims-dev-oof.csv
"$work/fusion/bin/python" models/fusion/honest.py "$work/run/oof.csv" "$work/recapture/oof.csv"
"$work/fusion/bin/python" models/fusion/train.py "$work/readings.jsonl"
