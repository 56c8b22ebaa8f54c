#!/usr/bin/env python3
"""Times a training step of the VAE of the paper's Table 5 (CIFAR-10) in Python torch.

The counterpart of ImageStepBenchmark: mollify, loss, gradients, update by Adam. Prints one JSON object.
"""

import argparse
import json
import math
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--steps", type=int, default=3)
given = parser.parse_args()

import torch  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(given.threads)
torch.manual_seed(1)


def encoder():
    layers, channels = [], 3
    for filters in (128, 256, 512, 1024):
        layers += [nn.Conv2d(channels, filters, 4, 2, 1), nn.BatchNorm2d(filters), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(1024 * 4, 512))


def decoder():
    return nn.Sequential(
        nn.Linear(256, 1024 * 64),
        nn.Unflatten(1, (1024, 8, 8)),
        nn.ConvTranspose2d(1024, 512, 4, 2, 1),
        nn.BatchNorm2d(512),
        nn.ReLU(),
        nn.ConvTranspose2d(512, 256, 4, 2, 1, output_padding=1),
        nn.BatchNorm2d(256),
        nn.ReLU(),
        nn.ConvTranspose2d(256, 3, 4, 1, 2),
    )


encode, decode = encoder(), decoder()
parameters = list(encode.parameters()) + list(decode.parameters())
adam = torch.optim.Adam(parameters, lr=3e-4)
images = torch.rand(given.batch, 3, 32, 32) * 2 - 1
gamma = 0.187951


def step():
    x = math.sqrt(1 - gamma) * images + math.sqrt(gamma) * torch.randn_like(images)
    adam.zero_grad()
    mean, log_variance = encode(x).chunk(2, 1)
    z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
    squares = (x - decode(z)).square().flatten(1).sum(1)
    divergence = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum(1)
    loss = (0.5 * squares + divergence).mean()
    loss.backward()
    adam.step()
    return loss.item()


step()
times = []
for _ in range(given.steps):
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
times.sort()
print(
    json.dumps(
        {
            "model": "vae",
            "parameters": sum(p.numel() for p in parameters),
            "batch": given.batch,
            "threads": given.threads,
            "steps": given.steps,
            "medianMs": round(times[len(times) // 2], 1),
            "minMs": round(times[0], 1),
            "torch": torch.__version__,
        }
    )
)
