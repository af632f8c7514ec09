"""Picks honest photographs out of the pixel model's cross-validation, for thresholds that a few hundred claims cannot set.

    python models/fusion/honest.py RUN/oof.csv RECAPTURE_FEATURES/oof.csv

Reads the out-of-fold scores that models/pixels/train.py and models/recapture/train.py write, keeps the first view of each pristine picture and at
most 60 pictures of a repository (the first in the order of both extractions, as good as random and the same every
time), and writes honest-oof.csv beside this file.
"""

import argparse
import csv
import hashlib
import pathlib
from collections import Counter

HERE = pathlib.Path(__file__).parent
PER_SOURCE = 60


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("generated", type=pathlib.Path)
    arguments.add_argument("recaptured", type=pathlib.Path)
    options = arguments.parse_args()
    with options.recaptured.open() as file:
        recaptured = {row["key"]: row["logit"] for row in csv.DictReader(file)}
    with options.generated.open() as file:
        rows = [row for row in csv.DictReader(file) if row["label"] == "0" and row["key"].endswith("/0")]
    rows.sort(key=lambda row: hashlib.sha1(row["key"].split("/")[0].encode()).hexdigest())
    taken: Counter[str] = Counter()
    with (HERE / "honest-oof.csv").open("w") as file:
        file.write("id,source,channel,generated,recaptured\n")
        for row in rows:
            if taken[row["repo"]] < PER_SOURCE:
                taken[row["repo"]] += 1
                blob = row["key"].split("/")[0]
                file.write(f"{blob[:12]},{row['repo'].replace('/', '+')},{row['channel']},{row['logit']},{recaptured.get(row['key'], '')}\n")
    print(f"{sum(taken.values())} honest photographs of {len(taken)} repositories")


if __name__ == "__main__":
    main()
