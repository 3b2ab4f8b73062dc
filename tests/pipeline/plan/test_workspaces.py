"""The plan counts what cuBLAS keeps beside the models."""

from __future__ import annotations

from vortex_gui.pipeline.plan.workspaces import workspaces


def test_every_thread_in_every_stream_and_the_loading_one_have_a_workspace() -> None:
    assert workspaces() == 2 * 2 + 1
