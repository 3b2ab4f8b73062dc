"""Draws the pictures of the shipped recipes, a logo and a studio: `python -m tools.recipe_pictures`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from vortex_gui.base.files.shipped import RESOURCES

FOLDER = RESOURCES / "recipes" / "pictures"
FINER = 4
"""Drawn so much larger and then made smaller, for smooth edges."""


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    logo().save(folder / "logo.png", optimize=True)
    studio().save(folder / "studio.png", optimize=True)


def logo() -> Image.Image:
    """Three arcs around a dot, as of a station that sends: 180×180, transparent around it."""
    side = 180 * FINER
    picture = Image.new("RGBA", (side, side))
    draw, middle = ImageDraw.Draw(picture), side // 2
    draw.ellipse((0, 0, side - 1, side - 1), fill=(12, 18, 30, 235))
    for radius, colour in ((0.40, (63, 169, 245)), (0.29, (126, 200, 250)), (0.18, (206, 234, 255))):
        box = [middle - radius * side, middle - radius * side, middle + radius * side, middle + radius * side]
        draw.arc(box, 200, 340, fill=(*colour, 255), width=round(side * 0.045))
        draw.arc(box, 20, 160, fill=(*colour, 255), width=round(side * 0.045))
    dot = side * 0.07
    draw.ellipse((middle - dot, middle - dot, middle + dot, middle + dot), fill=(255, 255, 255, 255))
    return picture.resize((180, 180), Image.Resampling.LANCZOS)


def studio() -> Image.Image:
    """A wall with slanted lights over a desk's edge: 1280×720, few colours, so that it is small."""
    picture = Image.new("RGB", (1280, 720), (18, 26, 46))
    draw = ImageDraw.Draw(picture)
    for left in range(-200, 1400, 160):
        draw.polygon([(left, 0), (left + 70, 0), (left - 90, 560), (left - 160, 560)], fill=(32, 52, 92))
    draw.rectangle((0, 560, 1280, 720), fill=(52, 34, 30))
    draw.rectangle((0, 560, 1280, 572), fill=(120, 78, 52))
    return picture.filter(ImageFilter.GaussianBlur(3)).quantize(64)


if __name__ == "__main__":
    main()
