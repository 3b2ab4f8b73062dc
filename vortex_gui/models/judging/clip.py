"""How well a picture matches its prompt: a CLIP model of a local folder, its preprocessing, its score."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from transformers import CLIPTokenizer

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.checks import check_precision
from vortex_gui.models.contracts import KEYFRAMES, NO_AID, Judge, LoadAid
from vortex_gui.models.judging.loading import FETCH_OR_NAME, load_int8, load_model, read_json
from vortex_gui.models.judging.text_tower import share_text_tower

PRECISIONS = ("fp32", "bf16", "fp16", "int8")
SCORE_SCALE = 2.5
"""CLIPScore's factor: it spreads the cosines that CLIP reaches over about 0 to 1."""
_OPENAI_MEAN = (0.48145466, 0.4578275, 0.40821073)
_OPENAI_STD = (0.26862954, 0.26130258, 0.27577711)
_BATCH = 32


class ClipScorer(Judge):
    """Embeds pictures and prompts; CPU or CUDA, any size of CLIP.

    `folder` is a local folder in the layout of transformers (config.json, model.safetensors or
    pytorch_model.bin, tokenizer files, preprocessor_config.json if it differs from OpenAI's). int8 keeps the
    weights of linear layers as int8 with one scale a row. Raises `CheckpointError` that names the missing or
    damaged file, ValueError for a precision that is not in `PRECISIONS`.
    """

    def __init__(
        self,
        folder: Path,
        device: torch.device,
        *,
        precision: str = "fp32",
        text_tower: nn.Module | None = None,
        aid: LoadAid = NO_AID,
    ) -> None:
        """`text_tower` is another model's, resident already: it is shared where the weights are equal."""
        check_precision(precision, PRECISIONS)
        self.device = device
        self.precision = precision
        self._dtype = _compute_dtype(precision, device)
        self._tokenizer = _load_tokenizer(folder)
        if precision == "int8":
            model = load_int8(folder, text_tower, self._dtype, aid)
        else:
            model = load_model(folder)
            if text_tower is not None:
                share_text_tower(model, text_tower, self._dtype)
        self._pixels = _Pixels(folder, int(model.config.vision_config.image_size))
        self._length = int(model.config.text_config.max_position_embeddings)
        self._model = model.to(device=device, dtype=self._dtype).eval()

    def torch_networks(self) -> tuple[nn.Module, ...]:
        return (self._model,)

    @property
    def dimension(self) -> int:
        """D, the length of an embedding."""
        return int(self._model.config.projection_dim)

    @torch.inference_mode()
    def embed_images(self, frames: torch.Tensor) -> torch.Tensor:
        """uint8 (N, 3, H, W) on any device → float32 (N, D) of unit norm on the scorer's device."""
        if frames.dtype != torch.uint8 or frames.dim() != 4 or frames.shape[1] != 3:
            raise ValueError(f"frames must be uint8 (N, 3, H, W), not {frames.dtype} {tuple(frames.shape)}")
        parts = [torch.zeros(0, self.dimension, device=self.device)]
        for begin in range(0, frames.shape[0], _BATCH):
            pixels = self._pixels.prepare(frames[begin : begin + _BATCH].to(self.device)).to(self._dtype)
            pooled = self._model.vision_model(pixel_values=pixels).pooler_output
            parts.append(_unit(self._model.visual_projection(pooled)))
        return torch.cat(parts)

    @torch.inference_mode()
    def embed_text(self, prompt: str) -> torch.Tensor:
        """Prompt → float32 (D,) of unit norm; what goes beyond the model's tokens does not count."""
        ids = self._ids(prompt)[: self._length]
        if len(ids) == self._length:
            ids[-1] = self._tokenizer.eos_token_id
        tokens = torch.tensor([ids], device=self.device)
        pooled = self._model.text_model(
            input_ids=tokens, attention_mask=torch.ones_like(tokens)
        ).pooler_output
        return _unit(self._model.text_projection(pooled))[0]

    def _ids(self, prompt: str) -> list[int]:
        # CLIP knows lower case only; its own tokenizer does the same, one made elsewhere may not.
        ids: list[int] = self._tokenizer(" ".join(prompt.lower().split())).input_ids
        return ids


def clip_score(image: torch.Tensor, text: torch.Tensor) -> float:
    """CLIPScore of two embeddings (D,) of unit norm: 2.5 · max(cos, 0)."""
    return SCORE_SCALE * max(float(image.float().cpu() @ text.float().cpu()), 0.0)


def keyframe_indices(frames: int) -> tuple[int, ...]:
    """Five evenly spaced frames, first to last (of 1080: 0, 270, 540, 810, 1079); fewer if short."""
    if frames < 1:
        raise ValueError(f"a clip has at least one frame, not {frames}")
    spread = (min(i * frames // (KEYFRAMES - 1), frames - 1) for i in range(KEYFRAMES))
    return tuple(dict.fromkeys(spread))


class _Pixels:
    """uint8 pictures → what the vision tower was taught with: resized, cropped to the centre, normalised."""

    def __init__(self, folder: Path, image_size: int) -> None:
        settings = read_json(folder / "preprocessor_config.json", required=False)
        self.size = image_size
        self.mean = torch.tensor(settings.get("image_mean", _OPENAI_MEAN)).view(1, 3, 1, 1)
        self.std = torch.tensor(settings.get("image_std", _OPENAI_STD)).view(1, 3, 1, 1)

    def prepare(self, frames: torch.Tensor) -> torch.Tensor:
        """uint8 (N, 3, H, W) → float32 (N, 3, size, size)."""
        height, width = frames.shape[2:]
        ratio = self.size / min(height, width)
        target = [max(self.size, round(height * ratio)), max(self.size, round(width * ratio))]
        pixels = frames.float() / 255
        if target != [height, width]:
            pixels = functional.interpolate(pixels, target, mode="bicubic", antialias=True).clamp(0, 1)
        top, left = (target[0] - self.size) // 2, (target[1] - self.size) // 2
        pixels = pixels[:, :, top : top + self.size, left : left + self.size]
        return (pixels - self.mean.to(pixels.device)) / self.std.to(pixels.device)


def _compute_dtype(precision: str, device: torch.device) -> torch.dtype:
    if precision == "int8":
        return torch.float16 if device.type == "cuda" else torch.float32
    return {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[precision]


def _load_tokenizer(folder: Path) -> CLIPTokenizer:
    if not folder.is_dir():
        raise CheckpointError(folder, tr("no such folder"), remedy=tr(FETCH_OR_NAME))
    if not (folder / "tokenizer.json").is_file() and not (folder / "vocab.json").is_file():
        raise CheckpointError(folder / "tokenizer.json", tr("the file is missing"), remedy=tr(FETCH_OR_NAME))
    try:
        return CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    # The tokenizers library raises a bare Exception for a file that it cannot parse.
    except Exception as error:
        raise CheckpointError(
            folder / "tokenizer.json",
            tr("not a readable tokenizer ({why})", why=error),
            remedy=tr(FETCH_OR_NAME),
        ) from None


def _unit(vectors: torch.Tensor) -> torch.Tensor:
    return functional.normalize(vectors.float(), dim=-1)
