"""The three networks of MTCNN, each of which looks at fewer windows of the picture more closely."""

from __future__ import annotations

import torch
from torch import nn

Found = tuple[torch.Tensor, ...]
"""Of each window: whether it is a face, 0 to 1, and by which share of its size each edge is to move."""


class Proposing(nn.Module):
    """Sees a whole picture (1, 3, H, W) at once, in windows of 12 pixels, two pixels apart."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 10, 3), nn.PReLU(10)
        self.pool1 = nn.MaxPool2d(2, 2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(10, 16, 3), nn.PReLU(16)
        self.conv3, self.prelu3 = nn.Conv2d(16, 32, 3), nn.PReLU(32)
        self.conv4_1, self.conv4_2 = nn.Conv2d(32, 2, 1), nn.Conv2d(32, 4, 1)

    def forward(self, picture: torch.Tensor) -> Found:
        """(1, h, w) and (1, 4, h, w)."""
        seen = self.pool1(self.prelu1(self.conv1(picture)))
        seen = self.prelu3(self.conv3(self.prelu2(self.conv2(seen))))
        return self.conv4_1(seen).softmax(dim=1)[:, 1], self.conv4_2(seen)


class Refining(nn.Module):
    """Windows (N, 3, 24, 24)."""

    SIDE = 24

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 28, 3), nn.PReLU(28)
        self.conv2, self.prelu2 = nn.Conv2d(28, 48, 3), nn.PReLU(48)
        self.conv3, self.prelu3 = nn.Conv2d(48, 64, 2), nn.PReLU(64)
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.dense4, self.prelu4 = nn.Linear(576, 128), nn.PReLU(128)
        self.dense5_1, self.dense5_2 = nn.Linear(128, 2), nn.Linear(128, 4)

    def forward(self, windows: torch.Tensor) -> Found:
        """(N,) and (N, 4)."""
        seen = self.pool(self.prelu1(self.conv1(windows)))
        seen = self.prelu3(self.conv3(self.pool(self.prelu2(self.conv2(seen)))))
        seen = self.prelu4(self.dense4(_flat(seen)))
        return self.dense5_1(seen).softmax(dim=1)[:, 1], self.dense5_2(seen)


class Deciding(nn.Module):
    """Windows (N, 3, 48, 48)."""

    SIDE = 48

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 32, 3), nn.PReLU(32)
        self.conv2, self.prelu2 = nn.Conv2d(32, 64, 3), nn.PReLU(64)
        self.conv3, self.prelu3 = nn.Conv2d(64, 64, 3), nn.PReLU(64)
        self.conv4, self.prelu4 = nn.Conv2d(64, 128, 2), nn.PReLU(128)
        self.pool, self.pool3 = nn.MaxPool2d(3, 2, ceil_mode=True), nn.MaxPool2d(2, 2, ceil_mode=True)
        self.dense5, self.prelu5 = nn.Linear(1152, 256), nn.PReLU(256)
        self.dense6_1, self.dense6_2 = nn.Linear(256, 2), nn.Linear(256, 4)

    def forward(self, windows: torch.Tensor) -> Found:
        """(N,) and (N, 4)."""
        seen = self.pool(self.prelu1(self.conv1(windows)))
        seen = self.pool(self.prelu2(self.conv2(seen)))
        seen = self.pool3(self.prelu3(self.conv3(seen)))
        seen = self.prelu5(self.dense5(_flat(self.prelu4(self.conv4(seen)))))
        return self.dense6_1(seen).softmax(dim=1)[:, 1], self.dense6_2(seen)


def _flat(seen: torch.Tensor) -> torch.Tensor:
    """(N, C, h, w) → (N, w·h·C): the order in which the weights were trained."""
    return seen.permute(0, 3, 2, 1).flatten(1)
