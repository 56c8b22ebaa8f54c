"""Writes small files of torch.save, in both of its formats, for the tests of our reader.

    apt-get install python3-torch          # Debian 12: PyTorch 1.13.0
    /usr/bin/python3 benchmarks/peers/torch_files.py experiments/src/test/resources/org/mollify/experiments/torchfile

"state" is the state_dict of a convolution and a batch normalisation, filled with 0, 1, 2, ... in order, as
float32 (num_batches_tracked is an int64 of value 7); "unit" holds the same tensors below the name unit; "views" holds a transposed view, a slice, two tensors of
one storage and the other element types; "module" is a whole pickled module, "list" no dictionary: both are to
be refused. "evil" is a hand-made pickle that would run a command if Python loaded it.
"""

import pickle
import sys
import zipfile
from collections import OrderedDict

import torch
from torch import nn

folder = sys.argv[1]


def save(name, value):
    torch.save(value, f"{folder}/{name}-zip.pth")
    torch.save(value, f"{folder}/{name}-legacy.pth", _use_new_zipfile_serialization=False)


net = nn.Sequential(OrderedDict(conv=nn.Conv2d(2, 3, 2, bias=False), bn=nn.BatchNorm2d(3)))
next_value = 0
for key, tensor in net.state_dict().items():
    if tensor.dtype == torch.int64:
        tensor.fill_(7)
    else:
        tensor.copy_(torch.arange(next_value, next_value + tensor.numel()).reshape(tensor.shape))
        next_value += tensor.numel()
save("state", net.state_dict())
torch.save({f"unit.{key}": tensor for key, tensor in net.state_dict().items()}, f"{folder}/unit-zip.pth")

base = torch.arange(6, dtype=torch.float32).reshape(2, 3)
save(
    "views",
    {
        "base": base,
        "transposed": base.t(),
        "slice": base[:, 1:],
        "half": torch.tensor([0.5, -2.0, 65504.0], dtype=torch.float16),
        "bfloat16": torch.tensor([1.5, -0.25], dtype=torch.bfloat16),
        "double": torch.tensor([[0.1]], dtype=torch.float64),
        "bytes": torch.tensor([0, 255], dtype=torch.uint8),
        "flags": torch.tensor([True, False]),
        "shorts": torch.tensor([-3, 3], dtype=torch.int16),
        "scalar": torch.tensor(-4, dtype=torch.int32),
        "empty": torch.zeros(0, 3),
        "epoch": 12,
    },
)
torch.save(nn.Linear(1, 1), f"{folder}/module-zip.pth")
torch.save([torch.zeros(1)], f"{folder}/list-zip.pth")


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("true",)


with zipfile.ZipFile(f"{folder}/evil-zip.pth", "w") as out:
    out.writestr("archive/data.pkl", pickle.dumps({"weight": Evil()}, protocol=2))
