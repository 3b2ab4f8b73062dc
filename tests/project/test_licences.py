"""The licence page lists what either build of torch brings, whichever of them is installed here."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
CUDA_TABLE = "| package of torch's CUDA build |"
CUDA_PARTS = (
    "cublas,cudart,cufft,cufile,cupti,curand,cusolver,cusparse,nvjitlink,nvrtc,nvtx"  # as in torch's metadata
)
ASKED_BY_TORCH = {
    "small": ["filelock", "setuptools>=77.0.3", 'pyyaml; extra == "pyyaml"'],
    "cuda": [
        "filelock",
        "setuptools>=77.0.3",
        f'cuda-toolkit[{CUDA_PARTS}]==13.0.3; platform_system == "Linux"',
        'cuda-bindings<14,>=13.0.3; platform_system == "Linux" and python_version < "3.15"',
        'nvidia-cudnn-cu13==9.20.0.48; platform_system == "Linux"',
        'nvidia-cusparselt-cu13==0.8.1; platform_system == "Linux"',
        'nvidia-nccl-cu13==2.29.7; platform_system == "Linux"',
        'nvidia-nvshmem-cu13==3.4.5; platform_system == "Linux"',
        'triton==3.7.1; platform_system == "Linux" and python_version < "3.15"',
        'pyyaml; extra == "pyyaml"',
    ],
}
"""What torch 2.13's two builds for Linux ask for, by their own metadata, without the packages both share."""
ASKED_BY_TOOLKIT = {
    "cublas": ["nvidia-cublas", "nvidia-cuda-nvrtc"],
    "cudart": ["nvidia-cuda-runtime"],
    "cufft": ["nvidia-cufft", "nvidia-nvjitlink"],
    "cufile": ["nvidia-cufile"],
    "cupti": ["nvidia-cuda-cupti"],
    "curand": ["nvidia-curand"],
    "cusolver": ["nvidia-cusolver", "nvidia-cusparse"],
    "cusparse": ["nvidia-cusparse", "nvidia-nvjitlink"],
    "nvjitlink": ["nvidia-nvjitlink"],
    "nvrtc": ["nvidia-cuda-nvrtc"],
    "nvtx": ["nvidia-nvtx"],
    "npp": ["nvidia-npp"],
}
"""Its last part is one that torch does not ask for."""


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", ROOT / "packaging" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_on_page(text: str) -> set[str]:
    return set(re.findall(r"^\| ([a-z0-9._-]+) \|", text, re.MULTILINE))


def cuda_table() -> str:
    return PAGE.partition(CUDA_TABLE)[2].partition("\n\n")[0]


def install(folder: Path, name: str, *asks: str) -> None:
    """A package of which only the metadata is there."""
    about = folder / f"{name.replace('-', '_')}-1.dist-info" / "METADATA"
    about.parent.mkdir()
    lines = [f"Requires-Dist: {line}" for line in asks]
    about.write_text("\n".join(["Metadata-Version: 2.1", f"Name: {name}", "Version: 1", *lines, ""]))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An environment with one of torch's builds, and a package that needs it."""
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "needs-torch", "torch>=2.7")
    install(tmp_path, "torch", *ASKED_BY_TORCH[request.param])
    if request.param == "cuda":
        wishes = [f"{name}; extra == '{part}'" for part, names in ASKED_BY_TOOLKIT.items() for name in names]
        install(tmp_path, "cuda-toolkit", *wishes)
        install(tmp_path, "cuda-bindings", "cuda-pathfinder>=1.4.2")
        asked = {
            re.split(r"[<=;\[]", line)[0] for line in ASKED_BY_TORCH["cuda"] if "platform_system" in line
        }
        parts = {name for names in ASKED_BY_TOOLKIT.values() for name in names}
        for name in {"cuda-pathfinder", *asked, *parts} - {"cuda-toolkit", "cuda-bindings"}:
            install(tmp_path, name)
    return tmp_path


@pytest.mark.parametrize("machine", ["small", "cuda"], indirect=True)
def test_page_lists_what_either_build_brings(machine: Path, licences: ModuleType) -> None:
    assert set(licences.required("needs-torch")) - names_on_page(PAGE) == set()


@pytest.mark.parametrize("machine", ["cuda"], indirect=True)
def test_what_only_the_cuda_build_brings_stands_in_its_table(machine: Path, licences: ModuleType) -> None:
    everything, small = licences.required("needs-torch"), licences.required("needs-torch", cuda=False)
    assert set(everything) - set(small) == names_on_page(cuda_table())
    assert set(small) <= names_on_page(PAGE.partition(CUDA_TABLE)[0])
