"""Records what PyTorch's Adam and Adamax do with a fixed series of gradients.

The result is a test resource of the trainer: its own optimisers must follow these parameters to 1e-6.

    apt-get install python3-torch          # Debian 12: PyTorch 1.13.0
    /usr/bin/python3 benchmarks/peers/record_optimizer_trace.py \
        trainer/src/test/resources/org/mollify/trainer/optim/pytorch-optimizer-trace.json

Two parameters (2x2 and 2: six scalars) see 100 gradients drawn once from torch.manual_seed(1). The
coordinates differ on purpose: one has gradients near 1e-7 (where eps decides), one has a zero gradient
for the first ten steps, one is a hundred times larger than the rest, one flips its sign every step.
"""

import json
import sys

import torch

STEPS = 100
LEARNING_RATE = 0.01
CASES = [
    # name, optimiser, weight decay, largest gradient norm (None: no clipping)
    ("adam", torch.optim.Adam, 0.0, None),
    ("adam-weight-decay", torch.optim.Adam, 0.1, None),
    ("adam-clipped", torch.optim.Adam, 0.0, 5.0),
    ("adamax", torch.optim.Adamax, 0.0, None),
    ("adamax-weight-decay", torch.optim.Adamax, 0.1, None),
]


def gradients():
    torch.manual_seed(1)
    g = torch.randn(STEPS, 6)
    g[:, 1] *= 1e-7
    g[:10, 2] = 0.0
    g[:, 3] *= 100.0
    g[:, 4] = g[:, 4].abs() * torch.tensor([1.0, -1.0]).repeat(STEPS // 2)
    return g


def flat(parameters):
    return [float(v) for p in parameters for v in p.detach().reshape(-1)]


def record(optimiser, weight_decay, max_norm, initial, grads):
    a = torch.nn.Parameter(initial[:4].clone().reshape(2, 2))
    b = torch.nn.Parameter(initial[4:].clone())
    opt = optimiser([a, b], lr=LEARNING_RATE, weight_decay=weight_decay)
    rows, norms = [], []
    for g in grads:
        a.grad = g[:4].clone().reshape(2, 2)
        b.grad = g[4:].clone()
        if max_norm is not None:
            norms.append(float(torch.nn.utils.clip_grad_norm_([a, b], max_norm)))
        opt.step()
        rows.append(flat([a, b]))
    return rows, norms


def main(path):
    grads = gradients()
    initial = torch.tensor([0.5, -0.25, 1.0, -2.0, 0.125, 3.0])
    trace = {
        "recordedBy": "benchmarks/peers/record_optimizer_trace.py",
        "torch": torch.__version__,
        "learningRate": LEARNING_RATE,
        "initial": [float(v) for v in initial],
        "gradients": [[float(v) for v in g] for g in grads],
        "cases": [],
    }
    for name, optimiser, weight_decay, max_norm in CASES:
        rows, norms = record(optimiser, weight_decay, max_norm, initial, grads)
        trace["cases"].append(
            {
                "name": name,
                "optimizer": optimiser.__name__.lower(),
                "weightDecay": weight_decay,
                "maxNorm": max_norm,
                "gradientNorms": norms,
                "parameters": rows,
            }
        )
    # Nine digits identify a float32.
    text = json.dumps(trace, default=float)
    text = json.dumps(json.loads(text, parse_float=lambda s: float("%.9g" % float(s))))
    with open(path, "w") as f:
        f.write(text.replace("], [", "],\n["))
        f.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
