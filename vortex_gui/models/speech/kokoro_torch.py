"""Kokoro-82M on torch: the published folder (config.json, .pth, voices/*.pt) through `KModel`."""

from __future__ import annotations

import importlib
import importlib.util
import io
import json
import sys
import threading
import types
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.models.checks import FETCH_AGAIN, PARALLEL_PREFIX, check_precision, load_tensors
from vortex_gui.models.speech.assembly import Steps
from vortex_gui.models.speech.kokoro_backend import INSTALL_EXTRA, Delivery, KokoroBackend, Style, check_pack

PRECISIONS = ("fp32",)
PARTS = ("bert", "bert_encoder", "predictor", "text_encoder", "decoder")
"""The networks in a file of its weights."""
_VOICED_HZ = 10.0
"""Kokoro's own threshold: below it the source module makes noise instead of a tone."""


class KokoroSpeaker(KokoroBackend):
    """Speaks with Kokoro's network on a CPU or CUDA device; durations are the ones that it predicts.

    Equal arguments give equal sound on one machine. An exception that `on_chunk` raises passes through, and
    the speaker stays usable. One call at a time.

    Raises:
        ValueError: another precision than fp32.
        CheckpointError: a file is missing, damaged, unsafe, or of another network; or `kokoro` is missing.
    """

    def __init__(self, folder: Path, device: torch.device, *, precision: str = "fp32") -> None:
        check_precision(precision, PRECISIONS)
        config = _read_config(folder / "config.json")
        self.model = _load_model(folder, config).to(device)
        flatten_once(self.model)
        self.device = device
        super().__init__(config["vocab"], _load_packs(folder / "voices"))

    def torch_networks(self) -> tuple[nn.Module, ...]:
        return (self.model,)

    def _utter(self, phonemes: str, delivery: Delivery, seed: int) -> tuple[NDArray[np.float32], Steps]:
        ids = torch.tensor([self._ids(phonemes)], device=self.device)
        style = torch.from_numpy(self._style_row(delivery.style, phonemes)).to(self.device)
        devices = [self.device] if self.device.type == "cuda" else []
        # The source module draws its noise from the device's own generator.
        with torch.random.fork_rng(devices), torch.inference_mode(), _Intonation(self.model, delivery):
            torch.manual_seed(seed)
            sound, durations = self.model.forward_with_tokens(ids, style, delivery.tempo)
        waveform: NDArray[np.float32] = sound.float().cpu().numpy().reshape(-1)
        if not np.isfinite(waveform).all():
            waveform = np.nan_to_num(waveform, posinf=0.0, neginf=0.0)
        return waveform, durations.reshape(-1).cpu().numpy().astype(np.int64)


class _Intonation:
    """Changes the pitch track between predictor and decoder, for the length of one call.

    Scaling the finished sound would move the resonances along with the pitch.
    """

    def __init__(self, model: Any, delivery: Delivery) -> None:  # kokoro brings no types
        self._predictor = model.predictor
        self._delivery = delivery

    def __enter__(self) -> None:
        if self._delivery.pitch != 1.0 or self._delivery.pitch_range != 1.0:
            self._predictor.F0Ntrain = self._changed

    def __exit__(self, *_: object) -> None:
        self._predictor.__dict__.pop("F0Ntrain", None)

    def _changed(self, encoded: torch.Tensor, style: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        pitch, energy = type(self._predictor).F0Ntrain(self._predictor, encoded, style)
        voiced = pitch > _VOICED_HZ
        if bool(voiced.any()):
            centre = pitch[voiced].log().mean().exp()
            changed = (
                self._delivery.pitch * centre * (pitch.clamp(min=1.0) / centre) ** self._delivery.pitch_range
            )
            pitch = torch.where(voiced, changed, pitch)
        return pitch, energy


def _read_config(path: Path) -> JsonObject:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(path, tr("missing"), remedy=tr(FETCH_AGAIN)) from None
    except (OSError, ValueError) as error:
        raise CheckpointError(
            path, tr("not a readable configuration ({why})", why=own_words(error)), remedy=tr(FETCH_AGAIN)
        ) from error
    wanted = ("vocab", "n_token", "plbert", "istftnet", "hidden_dim", "style_dim")
    missing = [key for key in wanted if not isinstance(config, dict) or key not in config]
    if missing:
        raise CheckpointError(path, tr("has no {names}", names=", ".join(missing)), remedy=tr(FETCH_AGAIN))
    values: JsonObject = config
    return values


def _load_model(folder: Path, config: JsonObject) -> Any:  # kokoro brings no types
    """KModel with the folder's weights, checked key by key, its weight norms folded into the weights."""
    path = _weights_file(folder)
    nothing = io.BytesIO()
    torch.save({}, nothing)
    nothing.seek(0)
    with warnings.catch_warnings():
        # Kokoro builds one-layer LSTMs with dropout and uses the old weight norm: two warnings, no fault.
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", FutureWarning)
        try:
            # Without a file KModel would download one, and its own loading passes over missing keys.
            model = kokoro_model().KModel(repo_id="local", config=config, model=nothing)
        except (KeyError, TypeError, ValueError, AssertionError, RuntimeError) as error:
            raise CheckpointError(
                folder / "config.json", tr("is of another network ({why})", why=error)
            ) from error
        for part, state in _read_weights(path).items():
            _fill(path, model, part, state)
        fold_weight_norms(model)
    return model.eval().requires_grad_(False)


def fold_weight_norms(network: nn.Module) -> None:
    """Direction and length of each weight become the weight: else each call computes them all again."""
    from torch.nn.utils import remove_weight_norm

    for module in network.modules():
        if hasattr(module, "weight_g"):
            remove_weight_norm(module)


def flatten_once(network: nn.Module) -> None:
    """Lays each LSTM's weights side by side now, and never again.

    Kokoro asks for it in every forward; on a card that moves the weights each time.
    """
    for module in network.modules():
        if isinstance(module, nn.RNNBase):
            module.flatten_parameters()
            module.flatten_parameters = _stay  # type: ignore[method-assign]  # of this instance alone


def _stay() -> None:
    """The weights lie side by side already."""


def _weights_file(folder: Path) -> Path:
    found = sorted(folder.glob("*.pth"))
    if not found:
        raise CheckpointError(folder, tr("holds no .pth with Kokoro's weights"), remedy=tr(FETCH_AGAIN))
    return found[0]


def _read_weights(path: Path) -> Mapping[str, Mapping[str, torch.Tensor]]:
    content = load_tensors(path)
    missing = [part for part in PARTS if not isinstance(content, Mapping) or part not in content]
    if missing:
        raise CheckpointError(path, tr("has no {names}", names=", ".join(missing)), remedy=tr(FETCH_AGAIN))
    return {part: content[part] for part in PARTS}


def _fill(path: Path, model: nn.Module, part: str, state: Mapping[str, torch.Tensor]) -> None:
    plain = {key.removeprefix(PARALLEL_PREFIX): value for key, value in state.items()}
    network = model.get_submodule(part)
    expected = network.state_dict()
    # The published bert has a buffer of positions that newer transformers no longer keep.
    wrong = [key for key in expected if key not in plain or plain[key].shape != expected[key].shape]
    extra = [key for key in plain if key not in expected and not key.endswith("position_ids")]
    if wrong or extra:
        names = ", ".join((wrong + extra)[:3])
        fault = tr("{part}: {names} missing, unknown or of another shape", part=part, names=names)
        raise CheckpointError(path, fault, remedy=tr(FETCH_AGAIN))
    network.load_state_dict({key: plain[key] for key in expected}, strict=True)


def _load_packs(folder: Path) -> dict[str, Style]:
    packs: dict[str, Style] = {}
    for path in sorted(folder.glob("*.pt")):
        pack = load_tensors(path)
        if not isinstance(pack, torch.Tensor):
            raise CheckpointError(path, tr("is not a voice pack"), remedy=tr(FETCH_AGAIN))
        packs[path.stem] = check_pack(str(path), path.stem, pack.float().numpy())
    if not packs:
        raise CheckpointError(folder, tr("holds no voices (*.pt)"), remedy=tr(FETCH_AGAIN))
    return packs


_importing = threading.Lock()


def kokoro_model() -> types.ModuleType:
    """The package's module that holds `KModel`; raises `CheckpointError` where `kokoro` is not installed.

    WORKAROUND: importing `kokoro` 0.9.4 as a whole takes in spaCy and eSpeak, which reading with hibari's
    phonemiser does not need, and removes the handlers of everybody's loguru. So its submodules are imported
    below a bare package of that name, which is taken away again.
    """
    with _importing:
        loaded = sys.modules.get("kokoro.model")
        if loaded is not None:
            return loaded
        spec = importlib.util.find_spec("kokoro")
        if spec is None or not spec.submodule_search_locations:
            raise CheckpointError("kokoro", tr("the package is not installed"), remedy=tr(INSTALL_EXTRA))
        bare = types.ModuleType("kokoro")
        bare.__path__ = list(spec.submodule_search_locations)
        sys.modules["kokoro"] = bare
        try:
            return importlib.import_module("kokoro.model")
        except ImportError as error:
            raise CheckpointError(
                "kokoro",
                tr("cannot be imported ({why})", why=error),
                remedy=tr(INSTALL_EXTRA),
            ) from error
        finally:
            sys.modules.pop("kokoro", None)
