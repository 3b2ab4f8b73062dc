"""The files for a cluster: a token everywhere, no dashboard, our health checks, no port for strangers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.paths import ROOT
from vortex_gui.measure.cluster.nodes import HEALTH, WORKERS

FOLDER = ROOT / "packaging" / "ray"


def test_the_launchers_file_starts_every_node_with_the_token_and_the_head_as_the_guide_says() -> None:
    plain: dict[str, Any] = yaml.safe_load((FOLDER / "cluster.yaml").read_text(encoding="utf-8"))
    head, worker = plain["head_start_ray_commands"][-1], plain["worker_start_ray_commands"][-1]
    assert all("RAY_AUTH_MODE=token " in command for command in (head, worker))
    assert "--include-dashboard=false" in head
    assert all(f"{name}={value} " in head for name, value in HEALTH.items())
    assert all(f"{name}={value} " in worker for name, value in WORKERS.items())
    assert plain["file_mounts"] == {"~/.ray/auth_token": "~/.ray/auth_token"}


@pytest.mark.ray
def test_ray_takes_the_launchers_file() -> None:
    from ray.autoscaler._private.util import prepare_config, validate_config

    plain = yaml.safe_load((FOLDER / "cluster.yaml").read_text(encoding="utf-8"))
    validate_config(prepare_config(plain))


def test_kubes_cluster_has_a_token_no_dashboard_and_lets_nobody_in() -> None:
    cluster, policy = yaml.safe_load_all((FOLDER / "raycluster.yaml").read_text(encoding="utf-8"))
    assert cluster["spec"]["authOptions"]["mode"] == "token"
    head = cluster["spec"]["headGroupSpec"]
    assert head["rayStartParams"] == {"num-cpus": "0", "num-gpus": "0", "include-dashboard": "false"}
    (container,) = head["template"]["spec"]["containers"]
    assert {each["name"]: each["value"] for each in container["env"]} == HEALTH
    (group,) = cluster["spec"]["workerGroupSpecs"]
    (worker,) = group["template"]["spec"]["containers"]
    assert {each["name"]: each["value"] for each in worker["env"]} == WORKERS
    assert worker["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert policy["kind"] == "NetworkPolicy"
    (rule,) = policy["spec"]["ingress"]
    assert [list(peer) for peer in rule["from"]] == [["podSelector"]]


def test_the_way_into_a_pod_takes_ssh_s_arguments(tmp_path: Path) -> None:
    kubectl = tmp_path / "kubectl"
    kubectl.write_text('#!/bin/sh\ncase $1 in get) echo pod/vortex-head ;; *) echo "$@" ;; esac\n')
    kubectl.chmod(0o755)
    words = ["-T", "-o", "BatchMode=yes", "--", "vortex", "vortex-gui serve --dial"]
    path = f"{tmp_path}:{os.environ['PATH']}"
    ran = subprocess.run(
        [str(FOLDER / "kube-dial"), *words],
        env={"PATH": path}, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert ran.stdout == "exec -i pod/vortex-head -c ray-head -- vortex-gui serve --dial\n"
    alone = subprocess.run(
        [str(FOLDER / "kube-dial")], capture_output=True, text=True, timeout=20, check=False
    )
    assert alone.returncode == 2
    assert "VORTEX_SSH_COMMAND" in alone.stderr
