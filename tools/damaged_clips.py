"""Damages good clips in each way that the checks are there for, and counts what they catch.

    python -m tools.damaged_clips [--clips 200] [--seed 1] [--state FILE]

Each clip is a slot of the mini profile with a script, voice, emotion, tempo, faces and seed of its own. It is
checked as it is, and once with each damage. Prints the table of docs/reliability.md: of good clips how many a
check refuses, of damaged ones how many are refused, and by which checks. With a state file a run that was
stopped goes on where it was, and finds what it would have found in one go.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from tools.mini.training import use_one_thread
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.files.text_file import write_text_file
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import EMOTIONS, EXPRESSIONS, Recipe, load_recipe, recipe_from_mapping
from vortex_gui.base.report.checks import Check, failed
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.checks.clip_check import check_clip
from vortex_gui.pipeline.slot.context import SilentListener, SlotContext
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.slot_folder import SlotFolder
from vortex_gui.pipeline.slot.stages.actor import ActorStage
from vortex_gui.pipeline.slot.stages.animation import AnimationStage
from vortex_gui.pipeline.slot.stages.checked_clip import clip_of
from vortex_gui.pipeline.slot.stages.speech import SpeechStage
from vortex_gui.pipeline.slot.stages.stage import Studio
from vortex_gui.pipeline.vortex import VortexPipeline

LEAST_S, MOST_S = 3.0, 7.0
OFFSET = 5
"""Frames by which the sound is moved."""
Chance = np.random.Generator


@dataclass(frozen=True, slots=True)
class Damage:
    """What is done to a clip; `other` is the sound of another good one."""

    label: str
    apply: Callable[[Clip, Chance, NDArray[np.float32]], Clip]


@dataclass(slots=True)
class Tally:
    """Of clips of one kind: how many there were, how many were refused, and by which checks."""

    clips: int = 0
    refused: int = 0
    by: Counter[str] = field(default_factory=Counter)

    def add(self, checks: tuple[Check, ...]) -> None:
        wrong = failed(checks)
        self.clips += 1
        self.refused += bool(wrong)
        self.by.update(check.name for check in wrong)


# ── damages ───────────────────────────────────────────────────────────────────────────────────


def with_sound(clip: Clip, sound: NDArray[np.float32]) -> Clip:
    """The pictures stay, and so do their small ones."""
    return replace(clip, sound=sound.astype(np.float32))


def with_frames(clip: Clip, frames: NDArray[np.uint8]) -> Clip:
    return replace(clip, frames=frames, _small=[])


def moved(frames: int) -> Callable[[Clip, Chance, NDArray[np.float32]], Clip]:
    def move(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
        by = round(frames * clip.sample_rate / clip.fps)
        sound = np.roll(clip.sound, by)
        sound[slice(None, by) if by > 0 else slice(by, None)] = 0
        return with_sound(clip, sound)

    return move


def swapped(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    return with_sound(clip, np.resize(other, clip.sound.size))


def muted(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    return with_sound(clip, np.zeros_like(clip.sound))


def dropped_out(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    """A second of the speech is silent."""
    length = round(1.0 * clip.sample_rate)
    last = round(max(word.end_s for word in clip.words) * clip.sample_rate)
    begin = int(chance.integers(0, max(1, last - length)))
    sound = clip.sound.copy()
    sound[begin : begin + length] = 0
    return with_sound(clip, sound)


def clipped(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    """Too much gain for the converter, then as loud as before."""
    gain = float(chance.uniform(2.0, 4.0)) / np.abs(clip.sound).max()
    return with_sound(clip, np.clip(clip.sound * gain, -1, 1) / gain)


def louder(decibels: float) -> Callable[[Clip, Chance, NDArray[np.float32]], Clip]:
    def change(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
        return with_sound(clip, clip.sound * 10 ** (decibels / 20))

    return change


def cut_short(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    return with_frames(clip, clip.frames[: -int(chance.integers(3, 24))])


def frozen(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    frames = clip.frames.copy()
    length = int(chance.integers(7, 16))
    begin = int(chance.integers(0, clip.count - length))
    frames[begin : begin + length] = frames[begin]
    return with_frames(clip, frames)


def black(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    frames = clip.frames.copy()
    begin = int(chance.integers(0, clip.count - 3))
    frames[begin : begin + int(chance.integers(1, 4))] = chance.integers(0, 8)
    return with_frames(clip, frames)


def faceless(clip: Clip, chance: Chance, other: NDArray[np.float32]) -> Clip:
    """The head is gone from a few frames: noise, a flat patch, or the picture upside down in its place."""
    frames = clip.frames.copy()
    height, width = frames.shape[2:]
    begin = int(chance.integers(0, clip.count - 6))
    lost = frames[begin : begin + int(chance.integers(1, 6))]
    head = lost[:, :, : height * 3 // 4, width // 5 : width * 4 // 5]
    kind = chance.integers(3)
    if kind == 0:
        head[:] = chance.integers(0, 255, head.shape)
    elif kind == 1:
        head[:] = head.mean(axis=(2, 3), keepdims=True)
    else:
        head[:] = head[:, :, ::-1].copy()
    return with_frames(clip, frames)


DAMAGES: Mapping[str, Damage] = {
    "late": Damage(f"sound {OFFSET} frames late", moved(OFFSET)),
    "early": Damage(f"sound {OFFSET} frames early", moved(-OFFSET)),
    "swapped": Damage("sound of another clip", swapped),
    "muted": Damage("sound muted", muted),
    "dropped out": Damage("one second of the sound muted", dropped_out),
    "clipped": Damage("peaks cut off", clipped),
    "loud": Damage("3 dB too loud", louder(3.0)),
    "quiet": Damage("3 dB too quiet", louder(-3.0)),
    "short": Damage("3 to 23 frames missing at the end", cut_short),
    "frozen": Damage("7 to 15 frames repeated", frozen),
    "black": Damage("1 to 3 frames black", black),
    "faceless": Damage("1 to 5 frames without the head", faceless),
}


# ── good clips ────────────────────────────────────────────────────────────────────────────────


def recipes(seed: int, voices: tuple[str, ...], longest_s: float = MOST_S) -> Iterator[Recipe]:
    """Recipes without end, each another one: the shipped scripts in part, in all manners of speaking."""
    chance = random.Random(seed)
    shipped = [load_recipe(path) for path in sorted((RESOURCES / "recipes").glob("*.yaml"))]
    while True:
        script = chance.choice(shipped).audio_track.script.split()
        begin = chance.randrange(max(1, len(script) - 12))
        look = chance.choice(shipped).visual_track
        yield recipe_from_mapping(
            {
                "slot_params": {
                    "seed": chance.randrange(2**32),
                    "duration_sec": round(chance.uniform(LEAST_S, longest_s), 2),
                },
                "audio_track": {
                    "script": " ".join(script[begin:] + script[:begin]),
                    "voice_id": chance.choice(voices),
                    "speed": round(chance.uniform(0.8, 1.2), 2),
                    "emotion": chance.choice(EMOTIONS),
                },
                "visual_track": {
                    "prompt": look.prompt,
                    "expression_sequence": chance.choices(EXPRESSIONS, k=chance.randint(1, 3)),
                },
            }
        )


def good_clips(
    pipeline: VortexPipeline, seed: int, folder: Path, longest_s: float = MOST_S, skipped: int = 0
) -> Generator[Clip]:
    """Clips as the pipeline's own stages make them, up to their check; each is a copy."""
    studio = Studio(pipeline.profile, pipeline.registry, pipeline.buffers, OutputSettings(min_free_gb=0.0))
    endless = enumerate(recipes(seed, pipeline.profile.voices, longest_s))
    for number, recipe in islice(endless, skipped, None):
        slot_seed = recipe.slot_params.seed or 0
        context = SlotContext(number, slot_seed, recipe, threading.Event(), SilentListener(), None)
        draft = Draft(
            context, SlotFolder(folder, number), pipeline.profile.sizes.fps, pipeline.profile.ladder[0]
        )
        try:
            with torch.inference_mode():
                for stage in (SpeechStage(), ActorStage(), AnimationStage()):
                    stage.run(draft, studio)
            clip = clip_of(draft, studio)
            yield replace(clip, frames=clip.frames.copy(), sound=clip.sound.copy(), _small=[])
        finally:
            draft.close()
            draft.folder.discard()


Found = dict[str, Tally]


def nothing_found() -> Found:
    return {name: Tally() for name in ("good", *DAMAGES)}


def tallies(
    clips: Callable[[int], Generator[Clip]],
    count: int,
    seed: int,
    found: Found | None = None,
    on_clip: Callable[[Found], None] = lambda found: None,
) -> Found:
    """What the checks say of so many good clips, and of each of them with each damage.

    `clips` gives those from a number on, `found` is what is known of the first ones, and `on_clip` gets what
    was found so far after each clip. Whoever goes on makes one clip again: the next one is given its sound.
    """
    found = found or nothing_found()
    done = found["good"].clips
    made = clips(max(0, done - 1))
    try:
        other = next(made).sound if 0 < done < count else None
        for number, clip in zip(range(done, count), made, strict=False):
            chance = np.random.default_rng((seed, number))
            other = np.roll(clip.sound, clip.sound.size // 2) if other is None else other
            found["good"].add(check_clip(clip))
            for name, damage in DAMAGES.items():
                found[name].add(check_clip(damage.apply(clip, chance, other)))
            other = clip.sound
            on_clip(found)
    finally:
        made.close()
    return found


def table(found: Mapping[str, Tally]) -> str:
    """As the page has it."""
    lines = ["| clip | clips | refused | by |", "|---|---|---|---|"]
    for name, tally in found.items():
        label = DAMAGES[name].label if name in DAMAGES else "good, as made"
        by = ", ".join(f"{check} {count}" for check, count in tally.by.most_common()) or "–"
        lines.append(f"| {label} | {tally.clips} | {tally.refused / tally.clips:.1%} | {by} |")
    return "\n".join(lines)


def kept(path: Path | None, seed: int) -> Found:
    """What an earlier run of this seed found; nothing where there was none."""
    if path is None or not path.exists():
        return nothing_found()
    plain = json.loads(path.read_text("utf-8"))
    if plain["seed"] != seed or list(plain["found"]) != list(nothing_found()):
        raise SystemExit(f"{path} is of another seed or of other damages: name a new file.")
    return {name: Tally(clips, refused, Counter(by)) for name, (clips, refused, by) in plain["found"].items()}


def keep(path: Path | None, seed: int, found: Found) -> None:
    """A file that is not whole is never seen: the run may be stopped at any moment."""
    if path is not None:
        plain = {name: [tally.clips, tally.refused, tally.by] for name, tally in found.items()}
        write_text_file(path, json.dumps({"seed": seed, "found": plain}, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--clips", type=int, default=200, help="good clips, and as many of each damage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--state", type=Path, help="keep the counts here after each clip, and go on from them"
    )
    options = parser.parse_args()
    use_one_thread()
    found = kept(options.state, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(folders=FolderSettings(output=f"{folder}/out", data=f"{folder}/data"))
        pipeline = VortexPipeline(load_profile("mini"), settings)
        try:
            found = tallies(
                lambda skipped: good_clips(pipeline, options.seed, Path(folder) / "out", skipped=skipped),
                options.clips,
                options.seed,
                found,
                lambda so_far: keep(options.state, options.seed, so_far),
            )
        finally:
            pipeline.close()
    print(table(found))


if __name__ == "__main__":
    main()
