#!/usr/bin/env python3
"""Time of one training step of the tabular RealNVP, MAF or Glow in Python torch.

The peer of Mollify's own training step: the same networks, loss, optimiser and batch, written from
the formulas with torch's stock layers and autograd. One step is: clear the gradients, forward,
loss, backward, Adam. The data is drawn before the clock starts.

    apt-get install python3-torch libopenblas0-pthread
    /usr/bin/python3 benchmarks/peers/flow_step.py --model maf --columns 43 --threads 1

Prints one line of JSON. Milliseconds are wall time for each step; run it alone on the machine.
Debian's torch takes its matrix products from whatever libblas.so.3 is installed; with the reference
BLAS, which nobody would train with, it refuses to measure.
"""
import argparse
import json
import math
import os
import platform
import re
import statistics
import time


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--model", choices=("realnvp", "maf", "glow"), default="realnvp", help="which flow")
    parser.add_argument("--columns", type=int, default=43, help="columns of the data, at least 2")
    parser.add_argument("--hidden", type=int, default=512, help="width of the hidden layers")
    parser.add_argument("--layers", type=int, default=5, help="number of couplings or autoregressive layers")
    parser.add_argument("--batch", type=int, default=100, help="rows in a batch, at least 2")
    parser.add_argument("--threads", type=int, default=1, help="threads of torch and its BLAS")
    parser.add_argument("--steps", type=int, default=200, help="timed steps")
    parser.add_argument("--warmup", type=int, default=20, help="steps before the clock starts")
    parser.add_argument("--seed", type=int, default=1, help="seed of weights and data")
    parser.add_argument("--allow-reference-blas", action="store_true", help="measure even with a slow BLAS")
    arguments = parser.parse_args()
    least = {"columns": 2, "hidden": 1, "layers": 1, "batch": 2, "threads": 1, "steps": 1, "warmup": 0}
    for name, minimum in least.items():
        if getattr(arguments, name) < minimum:
            parser.error(f"--{name} is {getattr(arguments, name)}, expected at least {minimum}")
    return arguments


ARGUMENTS = parse_arguments()
# Thread pools read these when their library is loaded, so before torch is.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(ARGUMENTS.threads)

try:
    import torch
    from torch import nn
except ImportError as error:
    raise SystemExit(
        f"flow_step.py: no torch in this Python ({error}); "
        "on Debian: apt-get install python3-torch libopenblas0-pthread, and run with /usr/bin/python3"
    )


def perceptron(columns, hidden, activation):
    """columns -> hidden -> hidden -> columns; weights orthogonal, biases zero."""
    network = nn.Sequential(
        nn.Linear(columns, hidden),
        activation(),
        nn.Linear(hidden, hidden),
        activation(),
        nn.Linear(hidden, columns),
    )
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.orthogonal_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network


class Coupling(nn.Module):
    """y = x exp(s) + t off the mask, y = x on it; s and t are functions of the masked x."""

    def __init__(self, columns, hidden, mask):
        super().__init__()
        self.register_buffer("mask", mask)
        self.scale = perceptron(columns, hidden, nn.Tanh)
        self.translate = perceptron(columns, hidden, nn.ReLU)

    def forward(self, x):
        kept = x * self.mask
        log_scale = self.scale(kept) * (1 - self.mask)
        shift = self.translate(kept) * (1 - self.mask)
        return x * torch.exp(log_scale) + shift, log_scale.sum(dim=1)


class BatchNormFlow(nn.Module):
    """y = exp(log_gamma) (x - mean) / sqrt(variance + 1e-5) + beta, with the batch's own
    statistics and gradients through them."""

    def __init__(self, columns):
        super().__init__()
        self.log_gamma = nn.Parameter(torch.zeros(columns))
        self.beta = nn.Parameter(torch.zeros(columns))

    def forward(self, x):
        mean = x.mean(dim=0)
        centred = x - mean
        variance = (centred * centred).mean(dim=0) + 1e-5
        y = torch.exp(self.log_gamma) * centred / torch.sqrt(variance) + self.beta
        return y, (self.log_gamma - 0.5 * torch.log(variance)).sum()


class InvertibleLinear(nn.Module):
    """y = x W with W = P L (U + diag(s exp(g))); W starts orthogonal."""

    def __init__(self, columns):
        super().__init__()
        weight = nn.init.orthogonal_(torch.empty(columns, columns))
        permutation, lower, upper = torch.lu_unpack(*torch.linalg.lu_factor(weight))
        diagonal = upper.diagonal()
        self.register_buffer("permutation", permutation)
        self.register_buffer("sign", diagonal.sign())
        self.register_buffer("below", torch.ones(columns, columns).tril(-1))
        self.register_buffer("identity", torch.eye(columns))
        self.log_scale = nn.Parameter(diagonal.abs().log())
        self.lower = nn.Parameter(lower * self.below)
        self.upper = nn.Parameter(upper * self.below.t())

    def forward(self, x):
        lower = self.lower * self.below + self.identity
        upper = self.upper * self.below.t() + torch.diag(self.sign * torch.exp(self.log_scale))
        return x @ (self.permutation @ lower @ upper), self.log_scale.sum()


class MaskedLinear(nn.Linear):
    """A linear layer whose weight is multiplied by a mask at each step."""

    def __init__(self, from_degrees, to_degrees):
        super().__init__(len(from_degrees), len(to_degrees))
        self.register_buffer("mask", (to_degrees[:, None] >= from_degrees[None, :]).float())
        nn.init.orthogonal_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        return nn.functional.linear(x, self.weight * self.mask, self.bias)


class Autoregressive(nn.Module):
    """u_j = (x_j - m_j) exp(-a_j); m_j and a_j are functions of the columns before j."""

    def __init__(self, columns, hidden):
        super().__init__()
        inputs = torch.arange(columns)
        units = torch.arange(hidden) % (columns - 1)
        outputs = torch.arange(2 * columns) % columns - 1
        self.network = nn.Sequential(
            MaskedLinear(inputs, units),
            nn.ReLU(),
            MaskedLinear(units, units),
            nn.ReLU(),
            MaskedLinear(units, outputs),
        )

    def forward(self, x):
        shift, log_scale = self.network(x).chunk(2, dim=1)
        return (x - shift) * torch.exp(-log_scale), -log_scale.sum(dim=1)


class Reverse(nn.Module):
    """Columns in reverse order."""

    def forward(self, x):
        return x.flip(1), 0.0


def build_layers(model, columns, hidden, count):
    """The layers of the paper's tabular flows, in the order in which data meets them."""
    mask = torch.arange(columns).remainder(2).float()
    layers = []
    for _ in range(count):
        if model == "maf":
            layers += [Autoregressive(columns, hidden), BatchNormFlow(columns), Reverse()]
        elif model == "glow":
            layers += [BatchNormFlow(columns), InvertibleLinear(columns), Coupling(columns, hidden, mask)]
        else:
            layers += [Coupling(columns, hidden, mask), BatchNormFlow(columns)]
        mask = 1 - mask
    return layers


class Flow(nn.Module):
    """Layers one after the other, to a standard normal."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def negative_log_likelihood(self, x):
        """Mean over the batch, in nats per row, under a standard normal base."""
        log_determinant = 0.0
        for layer in self.layers:
            x, term = layer(x)
            log_determinant = log_determinant + term
        base = -0.5 * (x * x).sum(dim=1) - 0.5 * x.shape[1] * math.log(2 * math.pi)
        return -(base + log_determinant).mean()


def correlated_rows(rows, columns):
    """Standardised rows with dependence between columns, so that there is something to learn."""
    factors = torch.randn(rows, max(1, columns // 4))
    x = torch.tanh(factors @ torch.randn(factors.shape[1], columns)) + 0.3 * torch.randn(rows, columns)
    return (x - x.mean(dim=0)) / x.std(dim=0)


def loaded_blas():
    """Path of the BLAS that this process has mapped; 'built in' where it is part of torch."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = set(re.findall(r"/\S*(?:blas|mkl_rt|blis)\S*\.so\S*", maps.read()))
    except OSError:
        return "unknown"
    return ", ".join(sorted(paths)) or "built in"


def main():
    blas = loaded_blas()
    if re.search(r"/libblas\.so\.3\.\d", blas) and not ARGUMENTS.allow_reference_blas:
        raise SystemExit(
            f"flow_step.py: torch runs on the reference BLAS ({blas}), about ten times slower than "
            "it can be; on Debian: apt-get install libopenblas0-pthread"
        )
    torch.set_num_threads(ARGUMENTS.threads)
    torch.manual_seed(ARGUMENTS.seed)
    model = Flow(build_layers(ARGUMENTS.model, ARGUMENTS.columns, ARGUMENTS.hidden, ARGUMENTS.layers))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, weight_decay=1e-6)
    batches = correlated_rows(20 * ARGUMENTS.batch, ARGUMENTS.columns).split(ARGUMENTS.batch)

    losses, milliseconds, processor = [], [], []
    for step in range(ARGUMENTS.warmup + ARGUMENTS.steps):
        batch = batches[step % len(batches)]
        start = time.perf_counter()
        start_processor = time.thread_time()
        optimizer.zero_grad()
        loss = model.negative_log_likelihood(batch)
        loss.backward()
        optimizer.step()
        elapsed = time.perf_counter() - start
        elapsed_processor = time.thread_time() - start_processor
        losses.append(loss.item())
        if step >= ARGUMENTS.warmup:
            milliseconds.append(1000 * elapsed)
            processor.append(1000 * elapsed_processor)

    print(
        json.dumps(
            {
                "benchmark": "flow-step",
                "model": ARGUMENTS.model,
                "columns": ARGUMENTS.columns,
                "hidden": ARGUMENTS.hidden,
                "layers": ARGUMENTS.layers,
                "batch": ARGUMENTS.batch,
                "threads": ARGUMENTS.threads,
                "steps": ARGUMENTS.steps,
                "warmup": ARGUMENTS.warmup,
                "seed": ARGUMENTS.seed,
                "parameters": sum(p.numel() for p in model.parameters()),
                "medianMs": round(statistics.median(milliseconds), 3),
                "processorMs": round(statistics.median(processor), 3),
                "minMs": round(min(milliseconds), 3),
                "maxMs": round(max(milliseconds), 3),
                "firstLoss": round(losses[0], 4),
                "lastLoss": round(losses[-1], 4),
                "blas": blas,
                "torch": torch.__version__,
                "python": platform.python_version(),
                "machine": platform.machine(),
            }
        )
    )


if __name__ == "__main__":
    main()
