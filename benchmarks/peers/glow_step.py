#!/usr/bin/env python3
"""Times a training step of Glow (CIFAR-10, 3 levels) in Python torch.

The counterpart of ImageStepBenchmark with a preset of glow-image: mollify, loss, gradients, update by Adamax. Every
step of a level is an ActNorm, a 1x1 convolution in LU form and an affine coupling; latents have a trained normal a
channel. Prints one JSON object.
"""

import argparse
import json
import math
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--steps-a-level", type=int, default=20)
parser.add_argument("--hidden", type=int, default=512)
given = parser.parse_args()

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

torch.set_num_threads(given.threads)
torch.manual_seed(1)


class ActNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.log_scale = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x):
        z = (x - self.shift) * torch.exp(-self.log_scale)
        return z, -self.log_scale.sum() * x.shape[2] * x.shape[3]


class Invertible(nn.Module):
    def __init__(self, channels):
        super().__init__()
        q, _ = torch.linalg.qr(torch.randn(channels, channels))
        p, lower, upper = torch.lu_unpack(*torch.linalg.lu_factor(q))
        diagonal = upper.diagonal()
        self.lower = nn.Parameter(lower.tril(-1))
        self.upper = nn.Parameter(upper.triu(1))
        self.log_scale = nn.Parameter(diagonal.abs().log())
        self.register_buffer("p", p)
        self.register_buffer("sign", diagonal.sign())
        self.register_buffer("eye", torch.eye(channels))

    def forward(self, x):
        lower = self.lower.tril(-1) + self.eye
        upper = self.upper.triu(1) + torch.diag(self.sign * self.log_scale.exp())
        weight = self.p @ lower @ upper
        z = F.conv2d(x, weight[:, :, None, None])
        return z, self.log_scale.sum() * x.shape[2] * x.shape[3]


class Coupling(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.half = channels // 2
        last = nn.Conv2d(given.hidden, channels, 3, padding=1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.net = nn.Sequential(
            nn.Conv2d(self.half, given.hidden, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(given.hidden, given.hidden, 1),
            nn.ReLU(),
            last,
        )

    def forward(self, x):
        kept, changed = x[:, : self.half], x[:, self.half :]
        shift, raw = self.net(kept).chunk(2, 1)
        z = (changed - shift) * torch.sigmoid(raw + 2)
        return torch.cat([kept, z], 1), F.logsigmoid(raw + 2).sum((1, 2, 3))


class Prior(nn.Module):
    def __init__(self, channels):
        super().__init__()
        for name in ("mean", "mean_rate", "log_scale", "log_scale_rate"):
            setattr(self, name, nn.Parameter(torch.zeros(1, channels, 1, 1)))

    def forward(self, z):
        log_scale = self.log_scale * torch.exp(3 * self.log_scale_rate)
        e = (z - self.mean * torch.exp(3 * self.mean_rate)) * torch.exp(-log_scale)
        return e, -log_scale.sum() * z.shape[2] * z.shape[3]


def squeeze(x):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4).reshape(n, 4 * c, h // 2, w // 2)


LEVELS = 3
levels, priors, channels = nn.ModuleList(), nn.ModuleList(), 3
for level in range(LEVELS):
    channels *= 4
    steps = nn.ModuleList()
    for _ in range(given.steps_a_level):
        steps.extend([ActNorm(channels), Invertible(channels), Coupling(channels)])
    levels.append(steps)
    last = level == LEVELS - 1
    priors.append(Prior(channels if last else channels // 2))
    channels = channels if last else channels // 2

parameters = list(levels.parameters()) + list(priors.parameters())
adamax = torch.optim.Adamax(parameters, lr=1e-3, weight_decay=1e-5)
images = torch.rand(given.batch, 3, 32, 32) * 2 - 1
gamma = 0.187951


def step():
    x = math.sqrt(1 - gamma) * images + math.sqrt(gamma) * torch.randn_like(images)
    adamax.zero_grad()
    log_determinant, latents = 0, []
    for i, steps in enumerate(levels):
        x = squeeze(x)
        for link in steps:
            x, change = link(x)
            log_determinant = log_determinant + change
        leaving = x if i == LEVELS - 1 else x[:, x.shape[1] // 2 :]
        x = x[:, : x.shape[1] // 2]
        e, change = priors[i](leaving)
        latents.append(e.flatten(1))
        log_determinant = log_determinant + change
    z = torch.cat(latents, 1)
    base = -0.5 * z.square().sum(1) - 0.5 * z.shape[1] * math.log(2 * math.pi)
    loss = -(base + log_determinant).mean()
    loss.backward()
    adamax.step()
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
            "model": "glow",
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
