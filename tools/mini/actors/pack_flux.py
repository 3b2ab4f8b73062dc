"""Packs the trained parts of the mini Flux into one diffusers folder with half-precision weights.

    python -m tools.mini.actors.pack_flux [--level] [--out resources/checkpoints/mini/flux]
    python -m tools.mini.actors.pack_flux --doubling [--out resources/checkpoints/mini/flux]

Takes the settled denoiser where there is one: settling is worth more than many steps at the level rate. With
`--doubling` a folder that is packed already only gets the decoder's trained doubling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers import FluxPipeline

from tools.mini.actors import flux_parts
from tools.mini.actors.gaps import declared_gaps
from tools.mini.actors.latents import linear_vae, with_doubling
from tools.mini.actors.train_flow import FrozenText
from tools.mini.captions import STYLE, vocabulary
from tools.mini.training import Checkpoint, command_line, training_folder
from vortex_gui.models.painting.patch_vae import PatchVAE

OUT = Path(__file__).parents[3] / "resources" / "checkpoints" / "mini" / "flux"


def trained_transformer(folder: Path, *, level: bool = False) -> tuple[torch.nn.Module, int]:
    """The averaged denoiser and the steps behind it, settled if there is such a one and not `level`."""
    settled = None if level else Checkpoint(folder / "flow_settled.pt").load()
    chosen = settled or Checkpoint(folder / "flow.pt").load()
    if chosen is None:
        raise FileNotFoundError(f"{folder / 'flow.pt'}: run tools.mini.actors.train_flow first")
    model = flux_parts.transformer()
    model.load_state_dict(chosen["average"]["shadow"])
    return model, int(chosen["step"])


def pack(folder: Path, out: Path, *, level: bool = False) -> int:
    """Write the checkpoint folder; gives its bytes."""
    text = FrozenText(folder)
    transformer, steps = trained_transformer(folder, level=level)
    vae = linear_vae(folder)
    decoder = Checkpoint(folder / "decoder.pt").load()
    if decoder is not None:
        vae.load_state_dict(decoder["average"]["shadow"])
    pipeline = FluxPipeline(
        scheduler=flux_parts.scheduler(),
        vae=vae,
        text_encoder=text.clip,
        tokenizer=text.clip_tokenizer,
        text_encoder_2=text.t5,
        tokenizer_2=text.t5_tokenizer,
        transformer=transformer,
    )
    for part in (vae, text.clip, text.t5, transformer):
        for tensor in (*part.parameters(), *part.buffers()):
            tensor.data = tensor.data.half() if tensor.is_floating_point() else tensor.data
    pipeline.save_pretrained(out)
    manifest = {
        "style": STYLE,
        "max_sequence_length": flux_parts.T5_LENGTH,
        "lower_case": True,
        "flow_steps": steps,
        "decoder_steps": int(decoder["step"]) if decoder is not None else 0,
        "drafts": flux_parts.DRAFTS,
        "words": vocabulary(),
    }
    (out / "actor.json").write_text(manifest_text(manifest), "utf-8")
    pack_doubling(folder, out)
    return packed_bytes(out)


def pack_doubling(folder: Path, out: Path) -> None:
    """Add the trained doubling to a packed folder's decoder, which stays as it is; nothing without one."""
    trained = Checkpoint(folder / "doubling.pt").load()
    if trained is None:
        return
    plain = PatchVAE.from_pretrained(out / "vae", local_files_only=True)
    vae = with_doubling(plain)
    vae.doubling.load_state_dict(trained["average"]["shadow"])
    vae.half().save_pretrained(out / "vae")
    manifest = json.loads((out / "actor.json").read_text("utf-8")) | {
        "doubling_steps": int(trained["step"]),
        "taught_side": flux_parts.PICTURE,
    }
    (out / "actor.json").write_text(manifest_text(manifest), "utf-8")


def packed_bytes(out: Path) -> int:
    """All that lies in a folder."""
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def manifest_text(manifest: Mapping[str, object]) -> str:
    """JSON with a line for each key, and for each gap."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in manifest.items() if key != "gaps"]
    gaps = ",\n".join(f"    {json.dumps(gap)}" for gap in declared_gaps())
    return "{\n" + ",\n".join([*lines, f'  "gaps": [\n{gaps}\n  ]']) + "\n}\n"


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--level", action="store_true", help="not the settled denoiser")
    parser.add_argument("--doubling", action="store_true", help="only add the doubling to a packed folder")
    options = parser.parse_args()
    if options.doubling:
        pack_doubling(training_folder("flux"), options.out)
        print(f"{options.out}: {packed_bytes(options.out) / 1e6:.1f} MB")
        return
    size = pack(training_folder("flux"), options.out, level=options.level)
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
