"""The L verifier and Flux read with one text tower, and only where it is the same one."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers import CLIPConfig, CLIPModel, CLIPTextModel

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.judging.clip import ClipScorer
from vortex_gui.models.judging.text_tower import SharedTower, share_text_tower
from vortex_gui.models.quantise.quantise import replace_linears

TEXT = {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2,
    "vocab_size": 50, "bos_token_id": 48, "eos_token_id": 49, "projection_dim": 32,
}  # fmt: skip
VISION = {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 1, "num_attention_heads": 2,
    "image_size": 32, "patch_size": 16, "projection_dim": 32,
}  # fmt: skip


@pytest.fixture
def clip() -> Any:
    torch.manual_seed(2)
    return CLIPModel(CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=32)).eval()


@pytest.fixture
def tower(clip: Any) -> Any:
    """The same tower in bfloat16, as Flux's folder holds it."""
    copied = CLIPTextModel(clip.config.text_config).eval()
    copied.load_state_dict(clip.text_model.state_dict())
    return copied.to(torch.bfloat16)


def embedding(clip: Any) -> torch.Tensor:
    ids = torch.tensor([[48, 5, 6, 7, 49]])
    with torch.inference_mode():
        pooled = clip.text_model(input_ids=ids, attention_mask=torch.ones_like(ids)).pooler_output
        found: torch.Tensor = clip.text_projection(pooled)[0]
    return found


def test_an_equal_tower_is_shared_and_reads_the_same(clip: Any, tower: Any) -> None:
    before = embedding(clip)
    held = sum(p.nbytes for p in clip.text_model.parameters())
    assert share_text_tower(clip, tower) == held
    assert isinstance(clip.text_model, SharedTower)
    torch.testing.assert_close(embedding(clip), before, atol=0.05, rtol=0.05)
    assert torch.cosine_similarity(embedding(clip), before, dim=0) > 0.999


def test_a_shared_tower_is_neither_counted_nor_quantised_nor_cast_by_the_verifier(
    clip: Any, tower: Any
) -> None:
    share_text_tower(clip, tower)
    replace_linears(clip, "int8")
    clip.to(torch.float32)
    assert not any("text_model" in name for name, _ in clip.named_parameters())
    assert {p.dtype for p in tower.parameters()} == {torch.bfloat16}
    assert embedding(clip).dtype == torch.float32


def test_one_other_weight_leaves_both_towers_as_they_are(clip: Any, tower: Any) -> None:
    with torch.no_grad():
        tower.final_layer_norm.weight[0] += 0.5
    assert share_text_tower(clip, tower) == 0
    assert isinstance(clip.text_model, CLIPTextModel)


def test_a_tower_of_another_size_is_not_shared(clip: Any) -> None:
    other = CLIPModel(CLIPConfig(text_config={**TEXT, "num_hidden_layers": 1}, vision_config=VISION))
    assert share_text_tower(clip, other.text_model) == 0


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_a_shared_tower_answers_in_the_type_that_the_verifier_computes_in(
    clip: Any, tower: Any, dtype: torch.dtype
) -> None:
    """On a card int8 computes in float16: the tower answered in float32, and every slot failed."""
    before = embedding(clip)
    share_text_tower(clip, tower, dtype)
    clip.to(dtype=dtype)
    assert embedding(clip).dtype == dtype
    assert torch.cosine_similarity(embedding(clip).float(), before, dim=0) > 0.99


def test_a_scorer_of_another_precision_reads_with_the_shared_tower() -> None:
    folder = RESOURCES / "checkpoints" / "mini" / "clip_l"
    cpu = torch.device("cpu")
    alone = ClipScorer(folder, cpu)
    sharing = ClipScorer(folder, cpu, precision="bf16", text_tower=alone._model.text_model)
    assert isinstance(sharing._model.text_model, SharedTower)
    words = "a presenter with green skin in a red suit"
    assert float(alone.embed_text(words) @ sharing.embed_text(words)) > 0.99
