"""Records the numbers of the published Frechet distance and kernel distance on given features.

    apt-get install python3-scipy          # Debian 12: NumPy 1.24, SciPy 1.10.1
    /usr/bin/python3 benchmarks/peers/frechet.py \
        experiments/src/test/resources/org/mollify/experiments/frechet/frechet.json \
        experiments/src/test/resources/org/mollify/experiments/frechet/numpy-statistics.npz

The features are those of a formula, so that the test can make them itself:

    x[i, j] = scale * sin(1 + 0.7 i + 1.3 j + 0.01 i j) + 0.3 cos(0.5 i (j + 1)) + shift * (j + 1) / d

rounded to float32. Means and covariances are numpy.mean(axis=0) and numpy.cov(rowvar=False). The distance
is pytorch-fid's formula, written down here anew: scipy.linalg.sqrtm of the product of the covariances, 1e-6
on both diagonals if the root is not finite, its real part. Where a covariance is singular that root is off by
about the root of the rounding (6e-7 here), so the distance is also taken without any covariance: the trace of
the root is the sum of the singular values of A B^T, A and B the centred features over the root of n - 1. KID is the unbiased estimate over all rows, with the kernel (x.y / d + 1)^3.

The second file is statistics written exactly as pytorch-fid writes them: numpy.savez(path, mu=..., sigma=...).
"""

import json
import sys

import numpy as np
import scipy
from scipy import linalg

CASES = [
    # name, d, (n, scale, shift) of the first set, of the second
    ("full rank", 8, (200, 1.0, 0.0), (150, 1.2, 0.4)),
    ("many features", 64, (500, 1.0, 0.0), (400, 0.8, 0.1)),
    ("equal sets", 8, (200, 1.0, 0.0), (200, 1.0, 0.0)),
    ("fewer items than features", 32, (20, 1.0, 0.0), (24, 1.1, 0.2)),
]


def features(n, d, scale, shift):
    i = np.arange(n, dtype=np.float64)[:, None]
    j = np.arange(d, dtype=np.float64)[None, :]
    values = scale * np.sin(1 + 0.7 * i + 1.3 * j + 0.01 * i * j) + 0.3 * np.cos(0.5 * i * (j + 1)) + shift * (j + 1) / d
    return values.astype(np.float32).astype(np.float64)


def published(mu1, sigma1, mu2, sigma2, eps=1e-6):
    root, _ = linalg.sqrtm(sigma1.dot(sigma2), disp=False)
    if not np.isfinite(root).all():
        offset = np.eye(len(mu1)) * eps
        root = linalg.sqrtm((sigma1 + offset).dot(sigma2 + offset))
    difference = mu1 - mu2
    return float(difference.dot(difference) + np.trace(sigma1) + np.trace(sigma2) - 2 * np.trace(np.real(root)))


def from_features(x, y):
    a = (x - x.mean(axis=0)) / np.sqrt(len(x) - 1)
    b = (y - y.mean(axis=0)) / np.sqrt(len(y) - 1)
    difference = x.mean(axis=0) - y.mean(axis=0)
    root = np.linalg.svd(a @ b.T, compute_uv=False).sum()
    return float(difference @ difference + (a**2).sum() + (b**2).sum() - 2 * root)


def kernel_distance(x, y):
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    n, m = len(x), len(y)
    xx, yy = kernel(x, x), kernel(y, y)
    within = (xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1))
    return float(within - 2 * kernel(x, y).mean())


def main():
    cases = []
    for name, d, first, second in CASES:
        x, y = features(first[0], d, *first[1:]), features(second[0], d, *second[1:])
        statistics = (x.mean(axis=0), np.cov(x, rowvar=False), y.mean(axis=0), np.cov(y, rowvar=False))
        cases.append(
            {
                "name": name,
                "dimension": d,
                "first": dict(zip(("count", "scale", "shift"), first)),
                "second": dict(zip(("count", "scale", "shift"), second)),
                "published": published(*statistics),
                "fromFeatures": from_features(x, y),
                "kernelDistance": kernel_distance(x, y),
                "traceOfFirst": float(np.trace(statistics[1])),
            }
        )
        print(cases[-1])
        if name == "full rank":
            np.savez(sys.argv[2], mu=statistics[0], sigma=statistics[1])
    record = {
        "made_by": "benchmarks/peers/frechet.py",
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "cases": cases,
    }
    with open(sys.argv[1], "w") as out:
        json.dump(record, out, indent=1)
        out.write("\n")


main()
