"""CLIP on the shipped weights: the right prompt wins, vectors are units, int8 is close, faults are named."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from tools.mini.captions import Caption, full_caption, sample_split
from tools.mini.likeness import train_clip
from tools.mini.likeness.pairs import matches
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.judging.clip import ClipScorer, clip_score, keyframe_indices

CPU = torch.device("cpu")
FOLDERS = {size: RESOURCES / "checkpoints" / "mini" / f"clip_{size}" for size in ("b", "l")}


@pytest.fixture(scope="module")
def scorers() -> dict[str, ClipScorer]:
    return {size: ClipScorer(folder, CPU) for size, folder in FOLDERS.items()}


@pytest.fixture(scope="module")
def prompts_and_pictures() -> tuple[list[str], torch.Tensor]:
    """32 held-out presenters: a caption each, and pictures uint8 (32, 3, 256, 256)."""
    rng = np.random.default_rng(11)
    presenters = [sample_split(rng, held=True) for _ in range(32)]
    return [full_caption(p, rng).text for p in presenters], pictures_of(presenters)


@pytest.mark.parametrize(("size", "share"), [("b", 0.85), ("l", 0.90)])
def test_own_prompt_wins_among_32_held_out_ones(
    scorers: dict[str, ClipScorer],
    prompts_and_pictures: tuple[list[str], torch.Tensor],
    size: str,
    share: float,
) -> None:
    prompts, pictures = prompts_and_pictures
    text = torch.stack([scorers[size].embed_text(prompt) for prompt in prompts])
    best = (scorers[size].embed_images(pictures) @ text.T).argmax(1)
    assert (best == torch.arange(32)).float().mean() >= share


@pytest.mark.parametrize("size", FOLDERS)
@pytest.mark.parametrize("change", [{"background": "orange"}, {"suit": "green"}, {"skin": "purple"}])
def test_prompt_with_a_wrong_colour_scores_lower(
    scorers: dict[str, ClipScorer], size: str, change: dict[str, str]
) -> None:
    prompt = "a presenter, blue skin, red suit, teal background, short black hair"
    right = presenter(skin="blue", suit="red", background="teal", hair="short", hair_colour="black")
    images = scorers[size].embed_images(pictures_of([right, replace(right, **change)]))
    text = scorers[size].embed_text(prompt)
    assert clip_score(images[0], text) > clip_score(images[1], text)


@pytest.mark.parametrize("size", FOLDERS)
def test_embeddings_are_float32_units_whatever_the_pictures_size(
    scorers: dict[str, ClipScorer], size: str
) -> None:
    scorer = scorers[size]
    for shape in ((3, 3, 256, 256), (1, 3, 512, 512), (35, 3, 64, 96), (2, 3, 112, 112)):
        images = scorer.embed_images(torch.randint(0, 256, shape, dtype=torch.uint8))
        assert images.shape == (shape[0], scorer.dimension)
        assert images.dtype == torch.float32
        torch.testing.assert_close(images.norm(dim=1), torch.ones(shape[0]))
    text = scorer.embed_text("a presenter in a red suit")
    assert text.shape == (scorer.dimension,)
    assert float(text.norm()) == pytest.approx(1)
    assert scorer.embed_images(torch.zeros(0, 3, 8, 8, dtype=torch.uint8)).shape == (0, scorer.dimension)


@pytest.mark.parametrize("size", FOLDERS)
def test_int8_weights_are_smaller_and_stay_close(
    scorers: dict[str, ClipScorer], prompts_and_pictures: tuple[list[str], torch.Tensor], size: str
) -> None:
    prompts, pictures = prompts_and_pictures
    small = ClipScorer(FOLDERS[size], CPU, precision="int8")
    assert weight_bytes(small) < 0.5 * weight_bytes(scorers[size])
    images, exact = small.embed_images(pictures[:8]), scorers[size].embed_images(pictures[:8])
    assert ((images * exact).sum(1) > 0.995).all()
    for prompt in prompts[:8]:
        assert float(small.embed_text(prompt) @ scorers[size].embed_text(prompt)) > 0.995
    assert not torch.equal(images, exact)


@pytest.mark.parametrize("size", FOLDERS)
def test_same_input_gives_the_same_embedding_after_a_new_load(
    scorers: dict[str, ClipScorer], prompts_and_pictures: tuple[list[str], torch.Tensor], size: str
) -> None:
    prompts, pictures = prompts_and_pictures
    again = ClipScorer(FOLDERS[size], CPU)
    assert torch.equal(again.embed_images(pictures[:4]), scorers[size].embed_images(pictures[:4]))
    assert torch.equal(again.embed_text(prompts[0]), scorers[size].embed_text(prompts[0]))


def test_letters_case_and_spaces_do_not_change_the_score(scorers: dict[str, ClipScorer]) -> None:
    plain = scorers["b"].embed_text("a presenter in a red suit")
    assert torch.equal(plain, scorers["b"].embed_text("  A Presenter\nin a RED  suit "))


def test_prompt_beyond_the_tokens_is_cut(scorers: dict[str, ClipScorer]) -> None:
    prompt = "a presenter in a red suit on a teal background"
    longer = prompt + ", bald" * 60
    # What lies beyond the limit changes nothing.
    assert torch.equal(scorers["b"].embed_text(longer), scorers["b"].embed_text(longer + ", green skin" * 9))


@pytest.mark.parametrize("prompt", ["", "🎉", "漢字 Привет", "x" * 5000, "\x00\n\t"])
def test_odd_prompts_are_embedded(scorers: dict[str, ClipScorer], prompt: str) -> None:
    assert torch.isfinite(scorers["b"].embed_text(prompt)).all()


def test_other_than_uint8_pictures_are_refused(scorers: dict[str, ClipScorer]) -> None:
    for frames in (torch.zeros(1, 3, 8, 8), torch.zeros(3, 8, 8, dtype=torch.uint8)):
        with pytest.raises(ValueError, match=r"frames must be uint8 \(N, 3, H, W\)"):
            scorers["b"].embed_images(frames)


def test_keyframes_are_evenly_spread_from_first_to_last() -> None:
    assert keyframe_indices(1080) == (0, 270, 540, 810, 1079)
    assert keyframe_indices(5) == (0, 1, 2, 3, 4)
    assert keyframe_indices(1) == (0,)
    for frames in range(1, 500):
        indices = keyframe_indices(frames)
        assert list(indices) == sorted(set(indices))
        assert indices[0] == 0
        assert indices[-1] == frames - 1
        assert len(indices) == min(frames, 5)
    with pytest.raises(ValueError, match="at least one frame"):
        keyframe_indices(0)


def test_clip_score_is_2_5_times_the_cosine_and_never_negative() -> None:
    along, across = torch.tensor([1.0, 0.0]), torch.tensor([0.6, 0.8])
    assert clip_score(along, across) == pytest.approx(1.5)
    assert clip_score(along, -across) == 0.0


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    (folder / name).unlink()
    with pytest.raises(CheckpointError) as fault:
        ClipScorer(folder, CPU)
    assert fault.value.path.name == name
    assert fault.value.remedy


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError) as fault:
        ClipScorer(folder, CPU)
    assert fault.value.path.name == name


def test_weights_of_another_size_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    shutil.copy(FOLDERS["l"] / "model.safetensors", folder)
    with pytest.raises(CheckpointError, match="another network"):
        ClipScorer(folder, CPU)


def test_missing_weights_are_counted(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    config["vision_config"]["num_hidden_layers"] += 1
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=r"16 weights are missing, the first is vision_model\."):
        ClipScorer(folder, CPU)


def as_published_b(folder: Path, content: object) -> Path:
    """The published B/32 has torch's own file alone."""
    (folder / "model.safetensors").unlink()
    torch.save(content, folder / "pytorch_model.bin")
    return folder


def test_torchs_own_file_serves_where_there_are_no_safetensors(
    scorers: dict[str, ClipScorer], tmp_path: Path
) -> None:
    state = load_file(FOLDERS["b"] / "model.safetensors")
    # The published file has a buffer of positions, which newer classes no longer keep.
    state["text_model.embeddings.position_ids"] = torch.arange(77)[None]
    scorer = ClipScorer(as_published_b(copied(tmp_path), state), CPU)
    assert torch.equal(scorer.embed_text("a presenter"), scorers["b"].embed_text("a presenter"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"code": Path("/")}, "the file holds more than tensors and is not opened"),
        ({"step": 5}, "the file does not hold named tensors"),
        ([torch.zeros(2)], "the file does not hold named tensors"),
        ({}, "weights are missing"),
    ],
)
def test_a_pickle_that_holds_other_things_is_refused_by_name(
    tmp_path: Path, content: object, sentence: str
) -> None:
    with pytest.raises(CheckpointError, match=rf"pytorch_model\.bin: .*{sentence}"):
        ClipScorer(as_published_b(copied(tmp_path), content), CPU)


def test_missing_folder_and_unknown_precision_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no such folder"):
        ClipScorer(tmp_path / "nowhere", CPU)
    with pytest.raises(ValueError, match="precision must be one of fp32, bf16, fp16, int8, not 'int3'"):
        ClipScorer(FOLDERS["b"], CPU, precision="int3")


def test_shipped_folders_are_small_and_carry_a_card() -> None:
    for size, megabytes in (("b", 3), ("l", 5)):
        assert sum(path.stat().st_size for path in FOLDERS[size].iterdir()) <= megabytes * 1e6
        assert "held-out" in (FOLDERS[size] / "model_card.md").read_text("utf-8")


@pytest.mark.parametrize("size", FOLDERS)
def test_training_takes_steps_resumes_and_packs_a_folder_that_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setenv("VORTEX_TRAIN_DIR", str(tmp_path))
    monkeypatch.setattr(train_clip, "PAIRS", 4)
    first = train_clip.ClipTraining(size, 3, seed=1)
    before = first.model.visual_projection.weight.detach().clone()
    figures = first.take_step()
    assert np.isfinite(list(figures.values())).all()
    assert not torch.equal(before, first.model.visual_projection.weight)
    first.save()
    finished = train_clip.train(size, 3, seed=1)
    assert finished.step == 3
    train_clip.pack(finished, tmp_path / "packed")
    scorer = ClipScorer(tmp_path / "packed", CPU)
    assert torch.isfinite(scorer.embed_text("a presenter")).all()


def test_a_caption_that_leaves_the_difference_unsaid_matches_both() -> None:
    one = presenter(hair="bun")
    other = replace(one, hair="curly")
    captions = [
        Caption("a red suit", {"suit": "red"}),
        Caption("a bun", {"hair": "bun"}),
    ]
    assert matches(captions, [one, other]).tolist() == [[True, True], [True, False]]


def presenter(**attributes: str) -> Presenter:
    plain = {"skin": "pale", "head": "round", "eyes": "two", "hair": "short", "hair_colour": "black"}
    plain |= {"suit": "red", "tie": "blue", "background": "teal", "accessory": "none"}
    return Presenter(**(plain | {"beard": "none", "mood": "neutral"} | attributes))


def pictures_of(presenters: list[Presenter]) -> torch.Tensor:
    drawn = np.stack([draw(one) for one in presenters])
    return torch.from_numpy(drawn).permute(0, 3, 1, 2).contiguous()


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDERS["b"], tmp_path / "clip_b"))


def weight_bytes(scorer: ClipScorer) -> int:
    """Of the linear layers and all else that the model holds."""
    tensors = [*scorer._model.parameters(), *scorer._model.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
