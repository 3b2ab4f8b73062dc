"""The repositories of the reference profile as the hub lists them: small weights, and the files beside them.

What a loader needs comes from a folder in the published layout; the rest of each list stands here with its
size, and fetching it is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.tiny_hub import OTHER_COMMIT, Repository
from vortex_gui.base.profile import Profile
from vortex_gui.base.roles import Role
from vortex_gui.checkpoints.places import hub_id

SINGLE_FILE_BYTES = 23_782_506_688
"""Flux beside its own folders, once more, in one file."""
BESIDE: Mapping[Role, Mapping[str, int]] = {
    "flux": {
        ".gitattributes": 1_655,
        "README.md": 3_500,
        "ae.safetensors": 335_304_388,
        "flux1-schnell.safetensors": SINGLE_FILE_BYTES,
        "schnell_grid.jpeg": 3_000_000,
    },
    "liveportrait": {
        ".gitattributes": 1_700,
        "README.md": 9_000,
        "insightface/models/buffalo_l/2d106det.onnx": 5_030_888,
        "insightface/models/buffalo_l/det_10g.onnx": 16_923_827,
        "liveportrait_animals/base_models/appearance_feature_extractor.pth": 3_387_959,
        "liveportrait_animals/base_models/motion_extractor.pth": 112_545_506,
        "liveportrait_animals/base_models/spade_generator.pth": 221_813_590,
        "liveportrait_animals/base_models/warping_module.pth": 182_180_086,
        "liveportrait_animals/retargeting_models/stitching_retargeting_module.pth": 2_393_098,
        "liveportrait_animals/xpose.pth": 435_000_000,
    },
    "kokoro": {
        ".gitattributes": 1_600,
        "DONATE.md": 1_000,
        "EVAL.md": 1_000,
        "README.md": 6_000,
        "SAMPLES.md": 5_000,
        "VOICES.md": 5_000,
        "eval/ArtificialAnalysis-2025-02-26.jpeg": 500_000,
        "samples/HEARME.wav": 1_200_000,
    },
    "clip_b": {
        ".gitattributes": 690,
        "README.md": 7_950,
        "flax_model.msgpack": 605_123_003,
        "tf_model.h5": 605_559_544,
    },
    "clip_l": {
        ".gitattributes": 690,
        "README.md": 7_950,
        "flax_model.msgpack": 1_710_486_359,
        "pytorch_model.bin": 1_710_671_599,
        "tf_model.h5": 1_711_114_176,
    },
}


def published(profile: Profile, folder: Path) -> dict[str, Repository]:
    """By repository; LivePortrait has moved to another name, as it has on the hub."""
    found: dict[str, Repository] = {}
    for role, beside in BESIDE.items():
        hub = hub_id(profile.roles[role].checkpoint)
        room = folder / role
        needed = {
            str(path.relative_to(room)): path
            for path in room.rglob("*")
            if path.is_file() and not (role == "liveportrait" and path.name == "config.json")
        }
        commit = hub.revision if hub.revision != "main" else OTHER_COMMIT
        found[hub.repo_id] = Repository({**beside, **needed}, commit)
    found["KlingTeam/LivePortrait"] = found["KwaiVGI/LivePortrait"]
    found["KwaiVGI/LivePortrait"] = Repository({}, OTHER_COMMIT, moved_to="KlingTeam/LivePortrait")
    return found
