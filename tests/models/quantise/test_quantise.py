"""Quantised layers and the loaders that make them, on tiny folders in the published layouts, on the CPU."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from vortex_gui.base.errors import CheckpointError
from vortex_gui.measure.rehearse.published.flux import write_flux
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.models.quantise import late_bitsandbytes
from vortex_gui.models.quantise.loading import checkpoint_tensors, load_quantised
from vortex_gui.models.quantise.quantise import (
    Int8Linear,
    int8_bytes,
    nf4_bytes,
    replace_linears,
)

CPU = torch.device("cpu")
INT8_BOUND = 0.01
"""Relative error of one layer on random inputs; measured 0.006 (rounding to 127 steps a row)."""
NF4_BOUND = 0.11
"""The same for NF4 with double quantisation; measured 0.091."""

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)


def linear4bit() -> type[nn.Module]:
    """Imported by the first test that asks: collecting the suite should not take the two seconds."""
    kind: type[nn.Module] = late_bitsandbytes.layers().Linear4bit
    return kind


def relative_error(found: torch.Tensor, exact: torch.Tensor) -> float:
    found, exact = found.detach().float(), exact.detach().float()
    return float((found - exact).norm() / exact.norm())


def stored_bytes(layer: nn.Module) -> int:
    """What a quantised layer really holds beside its bias."""
    if isinstance(layer, Int8Linear):
        return layer.weight.nbytes + layer.scale.nbytes
    weight: Any = layer.weight  # bitsandbytes carries no types
    state = weight.quant_state
    constants = (state.absmax, state.code, state.offset, state.state2.absmax, state.state2.code)
    return int(weight.nbytes + sum(tensor.nbytes for tensor in constants))


class Block(nn.Module):
    """A little of everything: kept projections, a nested layer of the same name, a layer without bias."""

    def __init__(self) -> None:
        super().__init__()
        self.x_embedder = nn.Linear(64, 256)
        self.inner = nn.ModuleDict({"proj_out": nn.Linear(256, 320), "wo": nn.Linear(320, 256, bias=False)})
        self.norm = nn.LayerNorm(256)
        self.proj_out = nn.Linear(256, 64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.x_embedder(x)
        x = x + self.inner["wo"](torch.relu(self.inner["proj_out"](self.norm(x))))
        y: torch.Tensor = self.proj_out(x)
        return y


def block() -> Block:
    torch.manual_seed(0)
    return Block().eval()


@pytest.mark.parametrize(("scheme", "bound"), [("int8", INT8_BOUND), ("nf4", NF4_BOUND)])
def test_one_layer_keeps_its_bound_against_fp32(scheme: str, bound: float) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(768, 512))
    x = torch.randn(64, 768)
    exact = network(x)
    assert replace_linears(network, scheme) == 1
    error = relative_error(network(x), exact)
    assert 0 < error < bound


@pytest.mark.parametrize(("scheme", "count"), [("int8", int8_bytes), ("nf4", nf4_bytes)])
@pytest.mark.parametrize("shape", [(512, 768), (130, 70), (64, 64)])
def test_the_planned_bytes_are_what_a_layer_holds(scheme: str, count: Any, shape: tuple[int, int]) -> None:
    network = nn.Sequential(nn.Linear(shape[1], shape[0], bias=False))
    replace_linears(network, scheme)
    assert stored_bytes(network[0]) == count(*shape)


@pytest.mark.parametrize("scheme", ["int8", "nf4"])
def test_projections_are_kept_and_all_else_is_replaced(scheme: str) -> None:
    kind = linear4bit() if scheme == "nf4" else Int8Linear
    network = block()
    assert replace_linears(network, scheme) == 2
    assert type(network.x_embedder) is nn.Linear
    assert type(network.proj_out) is nn.Linear
    assert isinstance(network.inner["proj_out"], kind)
    assert isinstance(network.inner["wo"], kind)
    assert network.inner["wo"].weight.dtype == torch.int8
    assert network.inner["proj_out"].bias is not None


def test_int8_rows_are_whole_numbers_with_their_own_scale() -> None:
    layer = Int8Linear(4, 2, bias=False)
    layer.take(torch.tensor([[1.0, -2.0, 0.5, 0.0], [100.0, 50.0, -25.0, 0.0]]))
    assert layer.weight.tolist() == [[64, -127, 32, 0], [127, 64, -32, 0]]
    torch.testing.assert_close(layer.scale, torch.tensor([2 / 127, 100 / 127]))


def test_a_row_of_zeros_stays_zero() -> None:
    layer = Int8Linear(3, 2, bias=False)
    layer.take(torch.zeros(2, 3))
    assert torch.equal(layer(torch.ones(1, 3)), torch.zeros(1, 2))


def test_half_leaves_the_scales_in_float32() -> None:
    network = nn.Sequential(nn.Linear(8, 8))
    replace_linears(network, "int8")
    network.to(torch.bfloat16)
    assert network[0].scale.dtype == torch.float32
    assert network[0](torch.ones(1, 8, dtype=torch.bfloat16)).dtype == torch.bfloat16


def test_an_unknown_scheme_is_refused_with_the_list_of_right_ones() -> None:
    with pytest.raises(ValueError, match="must be one of nf4, int8, not 'int3'"):
        replace_linears(block(), "int3")


# -- shard by shard -----------------------------------------------------------------------------


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """Block's weights in two shards with an index, as large checkpoints come."""
    weights = {name: tensor.contiguous() for name, tensor in block().state_dict().items()}
    names = sorted(weights)
    shards = {"model-00001-of-00002.safetensors": names[:4], "model-00002-of-00002.safetensors": names[4:]}
    for file, part in shards.items():
        save_file({name: weights[name] for name in part}, tmp_path / file)
    index = {"weight_map": {name: file for file, part in shards.items() for name in part}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    return tmp_path


@pytest.mark.parametrize("scheme", ["int8", "nf4"])
def test_loading_shard_by_shard_gives_what_replacing_gives(sharded: Path, scheme: str) -> None:
    loaded = load_quantised(Block, sharded, scheme, CPU, dtype=torch.float32)
    replaced = block()
    replace_linears(replaced, scheme)
    x = torch.randn(5, 64)
    with torch.inference_mode():
        assert torch.equal(loaded(x), replaced(x))
    assert not any(tensor.is_meta for tensor in (*loaded.parameters(), *loaded.buffers()))
    assert not any(parameter.requires_grad for parameter in loaded.parameters())


def test_a_missing_shard_is_named(sharded: Path) -> None:
    (sharded / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"model-00002-of-00002\.safetensors: missing"):
        load_quantised(Block, sharded, "int8", CPU)


def test_a_cut_shard_is_named(sharded: Path) -> None:
    path = sharded / "model-00001-of-00002.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match=r"model-00001-of-00002\.safetensors: the file is damaged"):
        load_quantised(Block, sharded, "int8", CPU)


def test_weights_of_another_network_are_refused(sharded: Path, tmp_path: Path) -> None:
    path = sharded / "model-00002-of-00002.safetensors"
    save_file({**load_file(path), "stranger.weight": torch.zeros(2)}, path)
    with pytest.raises(CheckpointError, match=r"holds stranger\.weight, which this network does not have"):
        load_quantised(Block, sharded, "int8", CPU)


def test_a_wrong_shape_is_told_with_both_shapes(sharded: Path) -> None:
    path = sharded / "model-00002-of-00002.safetensors"
    weights = load_file(path)
    save_file({**weights, "proj_out.weight": torch.zeros(2, 2)}, path)
    with pytest.raises(CheckpointError, match=r"proj_out\.weight is \(2, 2\), not \(64, 256\)"):
        load_quantised(Block, sharded, "int8", CPU)


def test_missing_weights_are_counted_and_named(sharded: Path) -> None:
    path = sharded / "model-00002-of-00002.safetensors"
    weights = load_file(path)
    weights.pop("x_embedder.bias")
    save_file(weights, path)
    with pytest.raises(CheckpointError, match=r"the weight x_embedder\.bias is missing"):
        load_quantised(Block, sharded, "int8", CPU)


def test_a_folder_without_safetensors_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no weights"):
        list(checkpoint_tensors(tmp_path))


# -- a whole Flux folder --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def flux_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """FLUX.1-schnell's layout with random weights, widths that NF4 can take, and small real tokenisers."""
    folder = tmp_path_factory.mktemp("small_flux")
    write_flux(folder, SCALES["small"], lambda _: None)
    return folder


@pytest.fixture(scope="module")
def plain(flux_folder: Path) -> Any:
    from vortex_gui.models.painting.flux import load_pipeline

    return load_pipeline(flux_folder, torch.float32)


def paint(pipeline: Any, seed: int = 3) -> torch.Tensor:
    with torch.inference_mode():
        picture: torch.Tensor = pipeline(
            "a presenter with green skin",
            num_inference_steps=2,
            guidance_scale=0.0,
            height=64,
            width=64,
            max_sequence_length=16,
            generator=torch.Generator("cpu").manual_seed(seed),
            output_type="pt",
        ).images
    return picture


@pytest.fixture(scope="module")
def nf4(flux_folder: Path) -> Any:
    from vortex_gui.models.painting.flux_quantised import load_quantised_pipeline

    return load_quantised_pipeline(flux_folder, CPU, "nf4")


def test_flux_folder_paints_the_same_picture_for_the_same_seed_in_nf4(nf4: Any) -> None:
    first = paint(nf4)
    assert torch.equal(first, paint(nf4))
    assert not torch.equal(first, paint(nf4, seed=4))
    assert torch.isfinite(first).all()


def denoised(pipeline: Any) -> torch.Tensor:
    """One pass of the transformer alone on fixed inputs: the decoder would hide what quantising does."""
    transformer, draw = pipeline.transformer, torch.Generator().manual_seed(1)

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=draw).to(transformer.dtype)

    with torch.inference_mode():
        found: torch.Tensor = transformer(
            hidden_states=noise(1, 16, 64),
            encoder_hidden_states=noise(1, 8, 128),
            pooled_projections=noise(1, 64),
            timestep=torch.tensor([0.5], dtype=transformer.dtype),
            img_ids=torch.zeros(16, 3),
            txt_ids=torch.zeros(8, 3),
            return_dict=False,
        )[0]
    return found


def test_the_denoiser_in_nf4_stays_near_fp32(nf4: Any, plain: Any) -> None:
    assert 0 < relative_error(denoised(nf4), denoised(plain)) < 0.05


def test_every_linear_layer_of_transformer_and_t5_is_nf4_with_bf16_beside_it(nf4: Any) -> None:
    kept = {"x_embedder", "context_embedder", "proj_out"}
    layer = linear4bit()
    for network in (nf4.transformer, nf4.text_encoder_2):
        linears = {n: m for n, m in network.named_modules() if isinstance(m, nn.Linear)}
        assert {n for n, m in linears.items() if not isinstance(m, layer)} <= kept
        packed: list[Any] = [m for m in linears.values() if isinstance(m, layer)]
        assert packed
        assert all(m.weight.quant_state.quant_type == "nf4" for m in packed)
        assert all(m.weight.quant_state.nested for m in packed)
        assert all(m.compute_dtype == torch.bfloat16 for m in packed)
    wo = [m for n, m in nf4.text_encoder_2.named_modules() if n.endswith(".wo")]
    assert wo
    assert all(isinstance(m, layer) for m in wo)
    for network in (nf4.text_encoder, nf4.vae):
        assert {p.dtype for p in network.parameters()} == {torch.bfloat16}


def test_t5_with_a_quantised_wo_reads_as_the_full_one_does(nf4: Any, plain: Any) -> None:
    """T5 casts its states to the dtype of `wo.weight`: named uint8, packed bytes would ruin the embedding."""
    ids = torch.arange(2, 18)[None]
    with torch.inference_mode():
        found, exact = nf4.text_encoder_2(ids)[0], plain.text_encoder_2(ids)[0]
    assert relative_error(found, exact) < 0.2


def test_t5_table_stays_out_of_the_networks_reach_and_the_vae_keeps_its_decoder_alone(nf4: Any) -> None:
    from vortex_gui.models.painting.flux_quantised import HostEmbedding

    assert isinstance(nf4.text_encoder_2.shared, HostEmbedding)
    assert nf4.text_encoder_2.encoder.embed_tokens is nf4.text_encoder_2.shared
    assert not any("shared" in n or "embed_tokens" in n for n, _ in nf4.text_encoder_2.named_parameters())
    assert nf4.vae.encoder is None


def test_flux_in_int8_is_close_to_fp32(flux_folder: Path, plain: Any) -> None:
    from vortex_gui.models.painting.flux_quantised import load_quantised_pipeline

    int8 = load_quantised_pipeline(flux_folder, CPU, "int8")
    assert isinstance(int8.transformer.transformer_blocks[0].attn.to_q, Int8Linear)
    assert 0 < relative_error(denoised(int8), denoised(plain)) < 0.015


def test_an_unknown_precision_of_flux_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    from vortex_gui.models.painting.flux_quantised import load_quantised_pipeline

    with pytest.raises(ValueError, match="one of nf4, int8"):
        load_quantised_pipeline(tmp_path / "nowhere", CPU, "fp4")


def test_a_missing_part_of_the_folder_is_named(flux_folder: Path, tmp_path: Path) -> None:
    from vortex_gui.models.painting.flux_quantised import load_quantised_pipeline

    damaged = tmp_path / "damaged"
    shutil.copytree(flux_folder, damaged)
    for path in (damaged / "text_encoder_2").glob("*.safetensors"):
        path.unlink()
    with pytest.raises(CheckpointError, match="text_encoder_2: holds no weights"):
        load_quantised_pipeline(damaged, CPU, "nf4")


def test_an_unsafe_pickle_beside_the_weights_is_never_opened(flux_folder: Path, tmp_path: Path) -> None:
    from vortex_gui.models.painting.flux_quantised import load_transformer

    folder = tmp_path / "transformer"
    shutil.copytree(flux_folder / "transformer", folder)
    for path in folder.glob("*.safetensors*"):
        path.unlink()
    torch.save({}, folder / "diffusion_pytorch_model.bin")
    with pytest.raises(CheckpointError, match="holds no weights"):
        load_transformer(folder, CPU, "nf4")


def test_bitsandbytes_comes_in_with_the_first_nf4_layer_and_not_before() -> None:
    """diffusers would import it, which costs a worker that needs none of it more than a second."""
    code = """
import gc, sys
gc.disable()
from vortex_gui.pipeline.worker.quiet import quiet_libraries
quiet_libraries()
from torch import nn
import vortex_gui.models.painting.flux
from vortex_gui.models.quantise.quantise import replace_linears
print(sum(name.startswith("bitsandbytes.") for name in sys.modules))
network = nn.Sequential(nn.Linear(64, 64)).requires_grad_(False)
replace_linears(network, "nf4")
print(type(network[0]).__name__)
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    ).stdout.splitlines()
    assert told == ["0", "Linear4bit"]
