"""The actor's painter: a prompt in, a picture out, through a diffusers Flux pipeline of any size.

A checkpoint folder is an ordinary diffusers folder, in which `actor.json` may stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from diffusers import FluxPipeline
from torch.nn import functional

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.gaps import Gap
from vortex_gui.models.checks import check_precision
from vortex_gui.models.contracts import NO_AID, ActorImage, LoadAid, OnStep, Painter

# Imported before any folder is loaded: diffusers takes classes of ours only from modules already imported.
from vortex_gui.models.painting import patch_vae
from vortex_gui.models.painting.actor_manifest import ActorManifest
from vortex_gui.models.painting.drafts import joined, noised, with_further_noise
from vortex_gui.models.painting.folder import check_folder
from vortex_gui.models.painting.painted_size import enlargement
from vortex_gui.models.painting.placing import placed
from vortex_gui.models.painting.reading import NEGATIVE_PROMPT, cuts, reads_whole

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}
QUANTISED = ("int8", "nf4")
PREVIEW_SIDE = 256


class FluxActor(Painter):
    """Paints actors with the Flux checkpoint of a local folder; holds it loaded.

    One call at a time. An exception that `on_step` raises passes through unchanged and leaves the painter
    ready for the next call.
    """

    def __init__(
        self,
        folder: Path,
        device: torch.device,
        *,
        precision: str = "fp32",
        text_on_cpu: bool = False,
        aid: LoadAid = NO_AID,
    ) -> None:
        """Raises CheckpointError when the folder or a file of it is missing or damaged.

        With `text_on_cpu` T5 reads the prompt on the CPU, for a card that cannot hold it.
        """
        check_precision(precision, (*PRECISIONS, *QUANTISED))
        self.folder = folder
        self.device = device
        self.manifest = ActorManifest.read(folder)
        self.pipeline = _load(folder, device, precision, text_on_cpu, aid)

    def torch_networks(self) -> tuple[torch.nn.Module, ...]:
        parts = self.pipeline.components.values()
        return tuple(part for part in parts if isinstance(part, torch.nn.Module))

    @property
    def text_tower(self) -> torch.nn.Module:
        """The CLIP text encoder, which a verifier of the same weights may share."""
        tower: torch.nn.Module = self.pipeline.text_encoder
        return tower

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.manifest.gaps

    def reads(self, prompt: str) -> bool:
        return reads_whole(self.pipeline, self._as_taught(prompt), self.manifest.max_sequence_length)

    @property
    def size_multiple(self) -> int:
        """Height and width must be multiples of this."""
        return 2 * int(self.pipeline.vae_scale_factor)

    @torch.no_grad()
    def generate(
        self,
        prompt: str,
        *,
        negative_prompt: str = "",
        true_cfg: float = 1.0,
        guidance: float = 0.0,
        steps: int = 4,
        seed: int,
        height: int,
        width: int,
        on_step: OnStep | None = None,
    ) -> ActorImage:
        """Paint `prompt`; equal arguments give equal pictures, on one machine to the bit.

        `on_step(step, steps, preview)` is called before the first step with step 0 and no preview, and after
        each one with the picture that is predicted so far: uint8 (3, h, w), at most 256 high; after the last
        one it is the picture itself. What it raises passes through.
        `negative_prompt` counts only with `true_cfg` above 1, which doubles the work; `guidance` only with a
        denoiser that was taught to take it, else a warning says so.
        Raises ValueError for sizes that are not multiples of `size_multiple` or fewer steps than one.
        """
        if steps < 1:
            raise ValueError(tr("steps must be at least 1, not {steps}", steps=steps))
        if height % self.size_multiple or width % self.size_multiple:
            raise ValueError(
                tr(
                    "height and width must be multiples of {multiple}, not {height}x{width}",
                    multiple=self.size_multiple,
                    height=height,
                    width=width,
                )
            )
        scale = self._enlargement(height, width)
        height, width = height // scale, width // scale
        prompt, negative_prompt = self._as_taught(prompt), self._as_taught(negative_prompt)
        noise = self._noise(seed, height, width)
        if on_step is not None:
            on_step(0, steps, None)
        watched = on_step is not None or len(noise) > 1
        watch = _StepWatch(self, noise, steps, (height, width), on_step) if watched else None
        latents = self.pipeline(
            prompt=prompt,
            negative_prompt=negative_prompt if true_cfg > 1 else None,
            true_cfg_scale=true_cfg,
            guidance_scale=guidance,
            num_inference_steps=steps,
            height=height,
            width=width,
            latents=noise,
            num_images_per_prompt=len(noise),
            max_sequence_length=self.manifest.max_sequence_length,
            callback_on_step_end=watch,
            output_type="latent",
        ).images
        image = (self._decode(joined(latents), height, width, doubled=scale == 2) / 2 + 0.5).clamp(0, 1)
        if on_step is not None:
            on_step(steps, steps, _preview(functional.avg_pool2d(image, _shrink(scale * height))[0]))
        return ActorImage(image, tuple(self._warnings(prompt, negative_prompt, true_cfg, guidance)))

    def _warnings(self, prompt: str, negative_prompt: str, true_cfg: float, guidance: float) -> Iterator[str]:
        most_tokens = self.manifest.max_sequence_length
        yield from cuts(self.pipeline, prompt, most_tokens)
        if true_cfg > 1:
            yield from cuts(self.pipeline, negative_prompt, most_tokens, NEGATIVE_PROMPT)
        if guidance and not self.pipeline.transformer.config.guidance_embeds:  # as schnell and the mini model
            yield tr(
                "This Flux model takes no guidance: the profile's {value:g} had no effect.", value=guidance
            )

    def _enlargement(self, height: int, width: int) -> int:
        vae = self.pipeline.vae
        doubles = isinstance(vae, patch_vae.PatchVAE) and vae.doubles
        taught = self.manifest.taught_side if doubles else None
        return enlargement(height, width, taught=taught, multiple=self.size_multiple)

    def _as_taught(self, prompt: str) -> str:
        return " ".join(prompt.lower().split()) if self.manifest.lower_case else prompt

    def _noise(self, seed: int, height: int, width: int) -> torch.Tensor:
        """The packed starting noise of each draft, drawn on the CPU so that it is equal on every device."""
        pipe = self.pipeline
        generator = torch.Generator("cpu").manual_seed(seed)
        channels = pipe.transformer.config.in_channels // 4
        noise: torch.Tensor = pipe.prepare_latents(
            1, channels, height, width, pipe.transformer.dtype, self.device, generator
        )[0]
        return with_further_noise(noise, self.manifest.drafts, generator)

    def _decode(self, packed: torch.Tensor, height: int, width: int, *, doubled: bool) -> torch.Tensor:
        """Packed latents to a float32 picture (1, 3, H, W), or twice that, in [-1, 1] or a little beyond."""
        vae, latents = self.pipeline.vae, self._unpacked(packed, height, width)
        picture: torch.Tensor = (
            vae.decode_doubled(latents) if doubled else vae.decode(latents, return_dict=False)[0]
        )
        return picture.float()

    def _sketch(self, packed: torch.Tensor, height: int, width: int) -> torch.Tensor:
        """A cheap picture (3, h, w) in [0, 1] or a little beyond: watching must not slow the painter down."""
        vae, latents = self.pipeline.vae, self._unpacked(packed, height, width)
        if isinstance(vae, patch_vae.PatchVAE):
            picture = functional.avg_pool2d(vae.decode_linear(latents), _shrink(height))
        else:
            picture = vae.decode(functional.avg_pool2d(latents, _shrink(height)), return_dict=False)[0]
        return picture[0].float() / 2 + 0.5

    def _unpacked(self, packed: torch.Tensor, height: int, width: int) -> torch.Tensor:
        """Packed latents as the picture's decoder takes them."""
        pipe, vae = self.pipeline, self.pipeline.vae
        latents = pipe._unpack_latents(packed, height, width, pipe.vae_scale_factor)
        decodable: torch.Tensor = latents / vae.config.scaling_factor + vae.config.shift_factor
        return decodable.to(vae.dtype)


class _StepWatch:
    """The pipeline's step callback: turns each Euler step but the last into the picture that it predicts.

    The picture is shown, and several drafts are joined into it and go on from there.
    """

    def __init__(
        self,
        actor: FluxActor,
        noise: torch.Tensor,
        steps: int,
        size: tuple[int, int],
        on_step: OnStep | None,
    ) -> None:
        self.actor = actor
        self.noise = self.before = noise
        self.steps = steps
        self.height, self.width = size
        self.on_step = on_step

    def __call__(
        self, pipe: FluxPipeline, index: int, _timestep: object, tensors: dict[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]:
        after = tensors["latents"]
        if index + 1 == self.steps:
            return tensors  # the picture itself comes next
        here, there = (float(sigma) for sigma in pipe.scheduler.sigmas[index : index + 2])
        # An Euler step runs along a straight line, which reaches the predicted picture where sigma is 0.
        clean = joined(after + (after - self.before) * (there / (here - there)))
        self.before = after if len(after) == 1 else noised(clean, self.noise, there)
        if self.on_step is not None:
            preview = _preview(self.actor._sketch(clean, self.height, self.width))
            self.on_step(index + 1, self.steps, preview)
        return {**tensors, "latents": self.before}


def _shrink(height: int) -> int:
    """How many times smaller a preview is than the picture."""
    return max(1, height // PREVIEW_SIDE)


def _preview(picture: torch.Tensor) -> torch.Tensor:
    """uint8 of a picture (3, h, w) in [0, 1] or a little beyond."""
    preview: torch.Tensor = (picture.clamp(0, 1) * 255).round().to(torch.uint8)
    return preview


def _load(
    folder: Path, device: torch.device, precision: str, text_on_cpu: bool, aid: LoadAid
) -> FluxPipeline:
    if precision not in QUANTISED:
        return placed(load_pipeline(folder, PRECISIONS[precision]), device, text_on_cpu)
    # Imported here: bitsandbytes is an extra, and its import costs seconds.
    from vortex_gui.models.painting.flux_quantised import load_quantised_pipeline

    return load_quantised_pipeline(folder, device, precision, aid, text_on_cpu=text_on_cpu)


def load_pipeline(folder: Path, dtype: torch.dtype) -> FluxPipeline:
    """The pipeline of a local folder on the CPU; raises CheckpointError naming what is missing or damaged."""
    check_folder(folder)
    try:
        pipeline = FluxPipeline.from_pretrained(folder, local_files_only=True, dtype=dtype)
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CheckpointError(
            folder, tr("could not be loaded ({why})", why=first_line.rstrip("."))
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
