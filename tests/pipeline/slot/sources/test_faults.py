"""Every file that a recipe brings is looked at, and each that cannot be used is told with its remedy."""

from __future__ import annotations

from pathlib import Path

from tests.pipeline.slot.sources.recordings import tone, write_sound
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.pipeline.slot.sources.faults import source_faults

MINI = load_profile("mini")


def test_all_files_are_told_together(tmp_path: Path) -> None:
    recipe = recipe_from_mapping(
        {"audio_track": {"sound": f"{tmp_path}/a.wav"}, "visual_track": {"actor": f"{tmp_path}/a.png"}}
    )
    assert list(source_faults(recipe, MINI, tmp_path)) == [
        f"visual_track.actor: The picture {tmp_path}/a.png cannot be used: no such file. "
        "Name a PNG, JPEG or WebP picture of one face that looks into the camera, then retry.",
        f"audio_track.sound: The sound {tmp_path}/a.wav cannot be used: no such file. "
        "Name a WAV, FLAC, MP3, M4A or OGG file with speech in it, then retry.",
    ]


def test_a_recipe_with_whole_files_or_with_none_has_no_fault(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", tone(1, 24_000), 24_000)
    for track in ({"sound": str(path)}, {"script": "Hello."}):
        recipe = recipe_from_mapping({"audio_track": track, "visual_track": {"prompt": "x"}})
        assert list(source_faults(recipe, MINI, tmp_path)) == []
