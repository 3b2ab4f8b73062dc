"""Loads a Flux folder with a quantised transformer and T5, so that it fits beside the others on a 12 GB card.

What a card need not hold is not put there: T5's embedding table stays in host memory (0.26 GB at full size),
and the encoder of the autoencoder is dropped (0.07 GB), since pictures are only ever decoded.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, FluxPipeline, FluxTransformer2DModel
from torch import nn
from torch.nn import functional
from transformers import T5Config, T5EncoderModel

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.models.checks import FETCH_AGAIN
from vortex_gui.models.contracts import NO_AID, LoadAid
from vortex_gui.models.painting.folder import check_folder
from vortex_gui.models.painting.placing import placed
from vortex_gui.models.quantise.loading import load_quantised
from vortex_gui.models.quantise.quantise import check_scheme

DTYPE = torch.bfloat16
"""What the quantised layers compute in, and what all else is kept in; T5 overflows in float16."""


class HostEmbedding(nn.Module):
    """An embedding table that stays in host memory: a few hundred rows a prompt go to the card instead.

    The table is no parameter of the network, so `.to()` leaves it where it is.
    """

    def __init__(self, table: torch.Tensor) -> None:
        super().__init__()
        self.table = [table.detach().cpu()]  # in a list, out of reach of nn.Module

    @property
    def weight(self) -> torch.Tensor:
        return self.table[0]

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return functional.embedding(ids.cpu(), self.table[0]).to(ids.device)


def load_quantised_pipeline(
    folder: Path,
    device: torch.device,
    scheme: str,
    aid: LoadAid = NO_AID,
    *,
    text_on_cpu: bool = False,
) -> FluxPipeline:
    """The pipeline on `device`: transformer and T5 (its `wo` too) as `scheme`, CLIP text and VAE in bfloat16.

    Raises:
        ValueError: a scheme that is not `nf4` or `int8`, with the list of right ones.
        CheckpointError: a file is missing, damaged or of another network.
    """
    check_scheme(scheme)
    check_folder(folder)
    transformer = load_transformer(folder / "transformer", device, scheme, aid)
    reader = torch.device("cpu") if text_on_cpu else device
    text_encoder_2 = load_t5(folder / "text_encoder_2", reader, scheme, aid)
    try:
        pipeline = FluxPipeline.from_pretrained(
            folder, transformer=transformer, text_encoder_2=text_encoder_2, local_files_only=True, dtype=DTYPE
        )
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
        raise CheckpointError(
            folder, tr("could not be loaded ({why})", why=own_words(error)), remedy=tr(FETCH_AGAIN)
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    if isinstance(pipeline.vae, AutoencoderKL):
        pipeline.vae.encoder = None
    return placed(pipeline, device, text_on_cpu)


def load_transformer(folder: Path, device: torch.device, scheme: str, aid: LoadAid = NO_AID) -> nn.Module:
    """The denoiser with quantised linear layers; its input and output projections stay in bfloat16."""
    config = _config(folder)
    return load_quantised(lambda: FluxTransformer2DModel.from_config(config), folder, scheme, device, aid=aid)


def load_t5(folder: Path, device: torch.device, scheme: str, aid: LoadAid = NO_AID) -> nn.Module:
    """T5's encoder with quantised linear layers, its embedding table in host memory."""
    config = T5Config(**_config(folder))
    encoder: T5EncoderModel = load_quantised(
        lambda: T5EncoderModel(config), folder, scheme, device, on_host=("shared.weight",), aid=aid
    )
    embedding = HostEmbedding(encoder.shared.weight)
    encoder.shared = embedding
    encoder.encoder.embed_tokens = embedding
    network: nn.Module = encoder.to(device)
    return network


def _config(folder: Path) -> JsonObject:
    path = folder / "config.json"
    try:
        values: JsonObject = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(
            path, tr("not a readable configuration ({why})", why=own_words(error)), remedy=tr(FETCH_AGAIN)
        ) from error
    return values
