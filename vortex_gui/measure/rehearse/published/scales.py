"""The sizes of a rehearsal's networks: as published, or the same classes with fewer and narrower layers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.pipeline.plan.layout import CONFIGS

ScaleName = Literal["full", "medium", "small"]


@dataclass(frozen=True, slots=True)
class Scale:
    """What differs from the published configurations, by file below `resources/profiles/configs`."""

    name: ScaleName
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    side: int | None = None
    """Width and height of the picture; `None` for the profile's."""
    seconds: float = 1.0
    """Length of the rehearsed clip."""

    def config(self, name: str) -> JsonObject:
        """A published configuration at this scale, such as `flux_schnell/vae`."""
        values: JsonObject = json.loads((CONFIGS / name / "config.json").read_text(encoding="utf-8"))
        return _merged(values, self.changes.get(name, {}))


def _merged(values: JsonObject, changes: Mapping[str, Any]) -> JsonObject:
    """Sections are changed within; all else is replaced."""
    merged = dict(values)
    for key, change in changes.items():
        inside = isinstance(change, Mapping) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], change) if inside else change
    return merged


_SMALL_TEXT = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 24,
    "projection_dim": 64,
    "vocab_size": 128,
}
_SMALL_CLIP = {
    "projection_dim": 64,
    "text_config": _SMALL_TEXT,
    "vision_config": {
        "hidden_size": 64,
        "image_size": 64,
        "intermediate_size": 128,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "patch_size": 16,
        "projection_dim": 64,
    },
}
_SMALL_PORTRAIT = {
    "picture_side": 64,
    "feature_base": 4,
    "feature_ceiling": 16,
    "volume_channels": 4,
    "volume_depth": 4,
    "volume_blocks": 2,
    "motion_depths": [1, 1, 2, 1],
    "motion_widths": [4, 8, 12, 16],
    "compress": 2,
    "hourglass_base": 4,
    "hourglass_ceiling": 16,
    "hourglass_levels": 2,
    "mask_kernel": 3,
    "warp_width": 16,
    "generator_width": 16,
    "generator_middle_blocks": 2,
    "generator_up_widths": [8, 4],
    "spade_hidden": 8,
    "stitching_hidden": [16, 16],
    "eye_hidden": [16, 16],
    "lip_hidden": [16, 16],
}

SCALES: Mapping[ScaleName, Scale] = {
    "full": Scale("full"),
    "medium": Scale(
        "medium",
        {
            "flux_schnell/transformer": {"num_layers": 2, "num_single_layers": 4},
            "flux_schnell/text_encoder_2": {"num_layers": 2},
        },
    ),
    "small": Scale(
        "small",
        {
            "flux_schnell/transformer": {
                "num_layers": 2,
                "num_single_layers": 2,
                "attention_head_dim": 32,
                "num_attention_heads": 4,
                "joint_attention_dim": 128,
                "pooled_projection_dim": 64,
                "axes_dims_rope": [8, 12, 12],
            },
            "flux_schnell/text_encoder": _SMALL_TEXT,
            "flux_schnell/text_encoder_2": {
                "vocab_size": 64,
                "d_model": 128,
                "d_kv": 32,
                "d_ff": 256,
                "num_layers": 2,
                "num_heads": 4,
            },
            "flux_schnell/vae": {
                "block_out_channels": [16, 32],
                "down_block_types": ["DownEncoderBlock2D"] * 2,
                "up_block_types": ["UpDecoderBlock2D"] * 2,
                "layers_per_block": 1,
                "norm_num_groups": 4,
            },
            "clip_vit_b_32": _merged(_SMALL_CLIP, {"text_config": {"hidden_size": 32}}),
            "clip_vit_l_14": _SMALL_CLIP,
            "kokoro_82m": {
                "n_layer": 1,
                "max_dur": 4,
                "plbert": {
                    "hidden_size": 64,
                    "num_attention_heads": 2,
                    "intermediate_size": 64,
                    "num_hidden_layers": 1,
                },
                "istftnet": {"resblock_kernel_sizes": [3], "resblock_dilation_sizes": [[1, 1, 1]]},
            },
            "live_portrait": {"sizes": _SMALL_PORTRAIT},
        },
        side=64,
    ),
}
