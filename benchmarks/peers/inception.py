"""Compares our Inception network with pytorch-fid's on random weights.

    apt-get install python3-torch          # Debian 12: PyTorch 1.13.0
    /usr/bin/python3 benchmarks/peers/inception.py DIR
    MOLLIFY_INCEPTION_PEER=DIR mvn -pl experiments -am test -Dtest=InceptionPeerTest \
        -Dsurefire.failIfNoSpecifiedTests=false

The script writes weights.pth (a state_dict with the published file's names), images.npy (4 random 32 x 32
images, a row each) and features.npy (2048 features of each); the test reads the weights with our reader,
exports our network, runs it in ONNX Runtime and states the largest difference.

The network is torchvision's Inception v3 with pytorch-fid's four patched blocks, written down here anew as a
table: https://github.com/mseitzer/pytorch-fid, src/pytorch_fid/inception.py, and
torchvision/models/inception.py. Where torchvision is installed (python3-torchvision, 0.14.1), its own network
with the pools patched is used as well, and the script states the largest difference from the table.
"""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(7)


class Unit(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


def average(x):
    return F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)


def maximum(x):
    return F.max_pool2d(x, 3, stride=1, padding=1)


def halve(x):
    return F.max_pool2d(x, 3, stride=2)


class Mixed(nn.Module):
    """Branches are lists of steps; a step is a unit's name, a tuple of names (concatenated) or a function."""

    def __init__(self, branches, **units):
        super().__init__()
        self.branches = branches
        for name, arguments in units.items():
            setattr(self, name, Unit(*arguments))

    def forward(self, x):
        results = []
        for branch in self.branches:
            y = x
            for step in branch:
                if isinstance(step, tuple):
                    y = torch.cat([getattr(self, name)(y) for name in step], 1)
                else:
                    y = step(y) if callable(step) else getattr(self, step)(y)
            results.append(y)
        return torch.cat(results, 1)


def a(c, pool):
    return Mixed(
        [["branch1x1"], ["branch5x5_1", "branch5x5_2"], [f"branch3x3dbl_{i}" for i in (1, 2, 3)], [average, "branch_pool"]],
        branch1x1=(c, 64, 1), branch5x5_1=(c, 48, 1), branch5x5_2=(48, 64, 5, 1, 2),
        branch3x3dbl_1=(c, 64, 1), branch3x3dbl_2=(64, 96, 3, 1, 1), branch3x3dbl_3=(96, 96, 3, 1, 1),
        branch_pool=(c, pool, 1),
    )


def b(c):
    return Mixed(
        [["branch3x3"], [f"branch3x3dbl_{i}" for i in (1, 2, 3)], [halve]],
        branch3x3=(c, 384, 3, 2),
        branch3x3dbl_1=(c, 64, 1), branch3x3dbl_2=(64, 96, 3, 1, 1), branch3x3dbl_3=(96, 96, 3, 2),
    )


def c(c, k):
    wide, tall = ((1, 7), 1, (0, 3)), ((7, 1), 1, (3, 0))
    return Mixed(
        [["branch1x1"], [f"branch7x7_{i}" for i in (1, 2, 3)], [f"branch7x7dbl_{i}" for i in (1, 2, 3, 4, 5)], [average, "branch_pool"]],
        branch1x1=(c, 192, 1),
        branch7x7_1=(c, k, 1), branch7x7_2=(k, k, *wide), branch7x7_3=(k, 192, *tall),
        branch7x7dbl_1=(c, k, 1), branch7x7dbl_2=(k, k, *tall), branch7x7dbl_3=(k, k, *wide),
        branch7x7dbl_4=(k, k, *tall), branch7x7dbl_5=(k, 192, *wide),
        branch_pool=(c, 192, 1),
    )


def d(c):
    return Mixed(
        [["branch3x3_1", "branch3x3_2"], [f"branch7x7x3_{i}" for i in (1, 2, 3, 4)], [halve]],
        branch3x3_1=(c, 192, 1), branch3x3_2=(192, 320, 3, 2),
        branch7x7x3_1=(c, 192, 1), branch7x7x3_2=(192, 192, (1, 7), 1, (0, 3)),
        branch7x7x3_3=(192, 192, (7, 1), 1, (3, 0)), branch7x7x3_4=(192, 192, 3, 2),
    )


def e(c, pool):
    wide, tall = ((1, 3), 1, (0, 1)), ((3, 1), 1, (1, 0))
    return Mixed(
        [["branch1x1"], ["branch3x3_1", ("branch3x3_2a", "branch3x3_2b")],
         ["branch3x3dbl_1", "branch3x3dbl_2", ("branch3x3dbl_3a", "branch3x3dbl_3b")], [pool, "branch_pool"]],
        branch1x1=(c, 320, 1),
        branch3x3_1=(c, 384, 1), branch3x3_2a=(384, 384, *wide), branch3x3_2b=(384, 384, *tall),
        branch3x3dbl_1=(c, 448, 1), branch3x3dbl_2=(448, 384, 3, 1, 1),
        branch3x3dbl_3a=(384, 384, *wide), branch3x3dbl_3b=(384, 384, *tall),
        branch_pool=(c, 192, 1),
    )


class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.Conv2d_1a_3x3 = Unit(3, 32, 3, 2)
        self.Conv2d_2a_3x3 = Unit(32, 32, 3)
        self.Conv2d_2b_3x3 = Unit(32, 64, 3, 1, 1)
        self.Conv2d_3b_1x1 = Unit(64, 80, 1)
        self.Conv2d_4a_3x3 = Unit(80, 192, 3)
        self.Mixed_5b, self.Mixed_5c, self.Mixed_5d = a(192, 32), a(256, 64), a(288, 64)
        self.Mixed_6a = b(288)
        self.Mixed_6b, self.Mixed_6c, self.Mixed_6d, self.Mixed_6e = (c(768, k) for k in (128, 160, 160, 192))
        self.Mixed_7a = d(768)
        self.Mixed_7b, self.Mixed_7c = e(1280, average), e(2048, maximum)

    def forward(self, x):
        x = 2 * F.interpolate(x, size=(299, 299), mode="bilinear", align_corners=False) - 1
        x = halve(self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x))))
        x = halve(self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x)))
        for name in ("5b", "5c", "5d", "6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c"):
            x = getattr(self, f"Mixed_{name}")(x)
        return x.mean(dim=(2, 3))


def torchvision_features(state, x):
    import types

    import torchvision

    net = torchvision.models.inception_v3(weights=None, aux_logits=False, init_weights=False)
    net.load_state_dict(state, strict=False)
    for name in ("5b", "5c", "5d", "6b", "6c", "6d", "6e", "7b", "7c"):
        pool = maximum if name == "7c" else average
        block = getattr(net, f"Mixed_{name}")
        forward = type(block)._forward
        patched = types.FunctionType(
            forward.__code__,
            {**forward.__globals__, "F": types.SimpleNamespace(avg_pool2d=lambda y, p=pool, **_: p(y), relu=F.relu)},
        )
        block._forward = types.MethodType(patched, block)
    net.fc = nn.Identity()
    net.eval()
    return net(2 * F.interpolate(x, size=(299, 299), mode="bilinear", align_corners=False) - 1)


net = Inception().eval()
with torch.no_grad():
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            fan_in = module.weight[0].numel()
            module.weight.normal_(0, (2 / fan_in) ** 0.5)
        elif isinstance(module, nn.BatchNorm2d):
            module.weight.uniform_(0.8, 1.2)
            module.bias.uniform_(-0.1, 0.1)
            module.running_mean.uniform_(-0.1, 0.1)
            module.running_var.uniform_(0.8, 1.2)
    images = np.random.default_rng(7).integers(0, 256, size=(4, 3, 32, 32))
    x = torch.tensor(images, dtype=torch.float32) / 255
    features = net(x).numpy()
    torch.save(net.state_dict(), folder / "weights.pth")
    np.save(folder / "images.npy", images.reshape(4, -1).astype(np.uint8))
    np.save(folder / "features.npy", features)
    print(f"torch {torch.__version__}: features {features.shape}, mean {features.mean():.4f}, std {features.std():.4f}")
    try:
        difference = np.abs(torchvision_features(net.state_dict(), x).numpy() - features).max()
        print(f"largest difference from torchvision's blocks: {difference:.3g}")
    except ImportError:
        print("torchvision is not installed; compared with the table alone")
