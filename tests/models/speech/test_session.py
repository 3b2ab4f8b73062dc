"""The library's own session is one of ours: named tensors come in the order in which they are asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from vortex_gui.measure.rehearse.published.landmark import SIDE, write_landmark_network
from vortex_gui.models.speech.session import Feeds, Session


def test_tensors_come_as_they_are_named(tmp_path: Path) -> None:
    write_landmark_network(tmp_path / "network.onnx")
    session: Session = onnxruntime.InferenceSession(
        str(tmp_path / "network.onnx"), providers=["CPUExecutionProvider"]
    )
    names = [output.name for output in session.get_outputs()]  # type: ignore[attr-defined]  # not ours
    feeds: Feeds = {"input": np.random.default_rng(1).random((1, 3, SIDE, SIDE), np.float32)}
    there = session.run(names, feeds)
    back = session.run(names[::-1], feeds)
    assert [tensor.shape for tensor in back] == [tensor.shape for tensor in there][::-1]
    assert all(np.array_equal(one, other) for one, other in zip(there, back[::-1], strict=True))
