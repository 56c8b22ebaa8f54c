#!/usr/bin/python3
"""Scores scikit-learn's detectors on the split files that `mollify reproduce anomaly` wrote.

    apt-get install python3-sklearn
    benchmarks/peers/anomaly_detectors.py RESULTS

RESULTS is the --out folder. Writes RESULTS/peers.json; run the command again to see it beside.
Parameters: Isolation Forest with scikit-learn's defaults (100 trees of 256 rows) and with 300 trees
of up to 1024 rows; LOF as a novelty detector with its default of 20 neighbours, on raw and on
standardised columns. Rows to learn from are those of our training and validation together.
"""
import glob
import json
import os
import sys

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import LocalOutlierFactor


def detectors(seed, rows):
    return {
        "iforest": (IsolationForest(random_state=seed), False),
        "iforest-large": (
            IsolationForest(n_estimators=300, max_samples=min(1024, rows), random_state=seed),
            False,
        ),
        "lof": (LocalOutlierFactor(novelty=True), False),
        "lof-standardised": (LocalOutlierFactor(novelty=True), True),
    }


def main(folder):
    results = []
    for path in sorted(glob.glob(os.path.join(folder, "splits", "*.npz"))):
        name, split = os.path.basename(path)[:-4].rsplit("-", 1)
        with np.load(path) as arrays:
            train, test = arrays["X_train"], arrays["X_test"]
            labels = arrays["y_test"].ravel()
        mean, scale = train.mean(0), train.std(0)
        for detector, (model, standardise) in detectors(int(split), len(train)).items():
            a, b = ((train - mean) / scale, (test - mean) / scale) if standardise else (train, test)
            scores = -model.fit(a).score_samples(b)
            results.append(
                {
                    "set": name,
                    "split": int(split),
                    "detector": detector,
                    "auroc": roc_auc_score(labels, scores),
                    "averagePrecision": average_precision_score(labels, scores),
                }
            )
            print("%-10s %s %-18s %.4f" % (name, split, detector, results[-1]["auroc"]), flush=True)
    if not results:
        sys.exit("no split files in %s/splits; run mollify reproduce anomaly first" % folder)
    target = os.path.join(folder, "peers.json")
    with open(target + ".part", "w", encoding="utf-8") as out:
        json.dump(results, out, indent=1)
    os.replace(target + ".part", target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: anomaly_detectors.py RESULTS")
    main(sys.argv[1])
