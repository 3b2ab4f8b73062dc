"""The renderer of cartoon presenters: attributes and a pose in, a picture and its exact keypoints out.

Public names
    Presenter(skin, head, eyes, hair, hair_colour, suit, tie, background, accessory, beard, mood)
    VALUES: attribute name -> its words, in a fixed order (the class numbers of every reader)
    Pose(mouth_open, mouth_width, mouth_round, blink, yaw, pitch, roll, brow, smile, gaze_x, gaze_y, zoom)
    rest_pose(presenter): the pose that shows the presenter's mood and nothing else
    random_pose(rng, presenter): a pose drawn over the whole range of the controls
    sample_presenter(rng): a presenter whose every attribute can be seen in the picture
    visible_attributes(presenter): those that the picture shows (a bald, shaven one has no hair colour)
    draw(presenter, pose=None, size=256) -> uint8 (size, size, 3), RGB
    geometry(presenter, pose=None) -> Geometry: keypoints with the parts they are made of
    HEAD_POINTS (21 names), BODY_POINTS (4 names)

The head is a stack of flat layers at known depths, turned by one rotation and projected straight on. The
keypoints lie on those layers, so they are exact at every pose. The body stands still. x goes right, y goes
down, depth comes towards the viewer; keypoints are in [-1, 1] over the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

CANVAS = 256
PIVOT = (128.0, 116.0)
OUTLINE = QColor("#1d1a24")
OUTLINE_WIDTH = 4.0

SKINS = {
    "pale": "#fbe3d2",
    "tan": "#dfa26c",
    "brown": "#96592f",
    "dark": "#643c25",
    "green": "#7cc95a",
    "blue": "#5ea6ee",
    "purple": "#ab74d8",
}
HAIR_COLOURS = {
    "black": "#33333f",
    "blond": "#f4d04e",
    "ginger": "#cc4a1c",
    "pink": "#fa78bc",
    "blue": "#2f55cc",
    "white": "#f3f3f6",
}
SUITS = {
    "red": "#d42c34",
    "blue": "#2c58cc",
    "green": "#2d9a54",
    "white": "#f0f0f5",
    "black": "#2a2b34",
    "grey": "#888c98",
    "orange": "#f38a27",
}
TIES = {"red": "#d42c34", "blue": "#2f60dc", "yellow": "#fbd23a", "black": "#26262e", "green": "#2d9a54"}
BACKGROUNDS = {
    "purple": "#8a45bc",
    "teal": "#22a5ab",
    "orange": "#f98a22",
    "blue": "#2c5fe0",
    "yellow": "#f5cf2e",
    "red": "#da2b33",
    "green": "#3aa34a",
}
# Half-widths at crown and jaw, half-height; the eyes and the mouth of every head are at the same places.
HEADS = {
    "round": (57.0, 57.0, 57.0),
    "long": (43.0, 43.0, 63.0),
    "square": (53.0, 53.0, 54.0),
    "pear": (38.0, 60.0, 58.0),
}

VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "skin": tuple(SKINS),
        "head": tuple(HEADS),
        "eyes": ("one", "two", "three"),
        "hair": ("bald", "short", "mohawk", "bun", "curly", "spiky", "long"),
        "hair_colour": tuple(HAIR_COLOURS),
        "suit": tuple(SUITS),
        "tie": tuple(TIES),
        "background": tuple(BACKGROUNDS),
        "accessory": ("none", "glasses", "hat", "headphones", "earrings"),
        "beard": ("none", "beard", "moustache"),
        "mood": ("neutral", "happy", "sad", "surprised"),
    }
)
# A hat hides these, so the sampler never joins them.
HIDDEN_BY_HAT = ("mohawk", "bun", "spiky")

# Depth of each layer in picture elements, towards the viewer.
BACK_HAIR, EARS, HEAD, HAIR, MASK, EYES, BROWS, MOUTH, LENSES, NOSE = -14, -6, 0, 4, 24, 26, 28, 28, 34, 42

HEAD_POINTS = (
    "eye_left",
    "eye_right",
    "lid_left_top",
    "lid_left_bottom",
    "lid_right_top",
    "lid_right_bottom",
    "brow_left",
    "brow_right",
    "nose",
    "mouth_left",
    "mouth_right",
    "mouth_top",
    "mouth_bottom",
    "chin",
    "crown",
    "head_left",
    "head_right",
    "jaw_left",
    "jaw_right",
    "forehead",
    "hair_top",
)
BODY_POINTS = ("neck", "shoulder_left", "shoulder_right", "tie")


@dataclass(frozen=True, slots=True)
class Presenter:
    """Who is drawn: one word of `VALUES` for each attribute; raises ValueError for another word."""

    skin: str
    head: str
    eyes: str
    hair: str
    hair_colour: str
    suit: str
    tie: str
    background: str
    accessory: str
    beard: str
    mood: str

    def __post_init__(self) -> None:
        for name, words in VALUES.items():
            if getattr(self, name) not in words:
                raise ValueError(f"{name} must be one of {', '.join(words)}, not {getattr(self, name)!r}")

    def labels(self) -> dict[str, int]:
        """The class number of each attribute, for readers."""
        return {name: words.index(getattr(self, name)) for name, words in VALUES.items()}


@dataclass(frozen=True, slots=True)
class Pose:
    """What the face does. Angles in degrees, useful to ±25; the rest has no unit.

    mouth_open, mouth_round, blink in [0, 1]; mouth_width, brow, smile, gaze_x, gaze_y in [-1, 1].
    yaw > 0 turns the face to the picture's right, pitch > 0 nods down, roll > 0 tilts clockwise. zoom scales
    the head about its centre.
    """

    mouth_open: float = 0.0
    mouth_width: float = 0.0
    mouth_round: float = 0.0
    blink: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    brow: float = 0.0
    smile: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the named points are, in [-1, 1] with depth, and the exact parts they are made of.

    keypoints (21, 3) = scale * (canonical + expression) @ rotation + shift, with rows as points.
    canonical (21, 3) is the person facing the viewer with a closed mouth and open eyes; expression (21, 3) is
    what mouth, lids, brows and smile add; rotation is (3, 3), shift is (3,). body (4, 3) never moves.
    """

    keypoints: npt.NDArray[np.float32]
    canonical: npt.NDArray[np.float32]
    expression: npt.NDArray[np.float32]
    rotation: npt.NDArray[np.float32]
    scale: float
    shift: npt.NDArray[np.float32]
    body: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mouth:
    """The mouth's outline about its own centre, in picture elements."""

    half_width: float
    corner_y: float
    top_y: float
    bottom_y: float
    fullness: float


def rest_pose(presenter: Presenter) -> Pose:
    """The pose that shows the presenter's mood, facing the viewer."""
    match presenter.mood:
        case "happy":
            return Pose(smile=1.0, mouth_open=0.4, mouth_width=0.3, brow=0.3)
        case "sad":
            return Pose(smile=-1.0, brow=-0.6)
        case "surprised":
            return Pose(mouth_open=0.8, mouth_round=0.8, brow=1.0)
        case _:
            return Pose()


def random_pose(rng: np.random.Generator, presenter: Presenter) -> Pose:
    """A pose over the whole range of the controls, about the presenter's mood; a third has a closed mouth."""
    rest = rest_pose(presenter)
    return Pose(
        mouth_open=0.0 if rng.random() < 0.33 else float(rng.random()),
        mouth_width=float(rng.uniform(-0.8, 0.8)),
        mouth_round=float(rng.random() ** 2),
        blink=float(rng.choice([0.0, 1.0, rng.random()], p=[0.5, 0.2, 0.3])),
        yaw=float(rng.uniform(-22, 22)),
        pitch=float(rng.uniform(-15, 15)),
        roll=float(rng.uniform(-12, 12)),
        brow=float(np.clip(rest.brow + rng.normal(0, 0.4), -1, 1)),
        smile=float(np.clip(rest.smile + rng.normal(0, 0.3), -1, 1)),
        gaze_x=float(rng.uniform(-0.6, 0.6)),
        gaze_y=float(rng.uniform(-0.4, 0.4)),
        zoom=float(rng.uniform(0.94, 1.06)),
    )


def _reaching(shares: Sequence[float]) -> npt.NDArray[np.float64]:
    """The shares added up to 1, as `rng.choice` does: where a number in [0, 1) falls is what it draws."""
    sums = np.cumsum(shares)
    reached: npt.NDArray[np.float64] = sums / sums[-1]
    return reached


_BEARDS = _reaching([0.5, 0.25, 0.25])
_HAIR = _reaching([0.1, *([0.15] * 6)])


def sample_presenter(rng: np.random.Generator) -> Presenter:
    """A presenter of the training distribution; a hat never hides the hair style that was drawn."""
    drawn = {name: one_of(words, rng) for name, words in VALUES.items()}
    drawn["beard"] = VALUES["beard"][int(_BEARDS.searchsorted(rng.random(), side="right"))]
    drawn["hair"] = VALUES["hair"][int(_HAIR.searchsorted(rng.random(), side="right"))]
    if drawn["accessory"] == "hat" and drawn["hair"] in HIDDEN_BY_HAT:
        drawn["hair"] = one_of([style for style in VALUES["hair"] if style not in HIDDEN_BY_HAT], rng)
    return Presenter(**drawn)


def one_of(words: Sequence[str], rng: np.random.Generator) -> str:
    """The word that `rng.choice` would draw, without the array that it makes of the words first."""
    return words[int(rng.integers(len(words)))]


def visible_attributes(presenter: Presenter) -> tuple[str, ...]:
    """The attributes that the picture shows."""
    hairless = presenter.hair == "bald" and presenter.beard == "none"
    hidden = {"hair_colour"} if hairless else set()
    if presenter.accessory == "hat" and presenter.hair in HIDDEN_BY_HAT:
        hidden.add("hair")
    return tuple(field.name for field in fields(presenter) if field.name not in hidden)


def draw(presenter: Presenter, pose: Pose | None = None, size: int = CANVAS) -> npt.NDArray[np.uint8]:
    """The picture as uint8 (size, size, 3), RGB; without a pose the presenter rests in its mood."""
    image = QImage(size, size, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / CANVAS, size / CANVAS)
    _Drawing(painter, presenter, pose or rest_pose(presenter)).paint()
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(size, image.bytesPerLine())
    return rows[:, : size * 3].reshape(size, size, 3).copy()


def geometry(presenter: Presenter, pose: Pose | None = None) -> Geometry:
    """The exact places of the named points at this pose."""
    pose = pose or rest_pose(presenter)
    neutral = Pose()
    half = CANVAS / 2
    canonical = _head_points(presenter, neutral) / half
    expression = _head_points(presenter, pose) / half - canonical
    turn = rotation_matrix(pose)
    shift = np.array([PIVOT[0] / half - 1, PIVOT[1] / half - 1, 0.0])
    keypoints = pose.zoom * (canonical + expression) @ turn + shift
    body = np.array([(128, 182, 0), (52, 205, 0), (204, 205, 0), (128, 222, 0)]) / half - np.array([1, 1, 0])
    as32 = [array.astype(np.float32) for array in (keypoints, canonical, expression, turn, shift, body)]
    return Geometry(as32[0], as32[1], as32[2], as32[3], pose.zoom, as32[4], as32[5])


def rotation_matrix(pose: Pose) -> npt.NDArray[np.float64]:
    """The head's turn, (3, 3), for points as rows: yaw first, then pitch, then roll."""
    yaw, pitch, roll = np.deg2rad([pose.yaw, pose.pitch, pose.roll])
    about_y = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turn: npt.NDArray[np.float64] = about_y @ about_x @ about_z
    return turn


def mouth_shape(pose: Pose) -> Mouth:
    """The outline of the mouth that this pose makes."""
    soft = 1 - 0.6 * pose.mouth_round
    bend = pose.smile * soft
    return Mouth(
        half_width=21.0 * (1 + 0.3 * pose.mouth_width) * (1 - 0.5 * pose.mouth_round),
        corner_y=-5.0 * bend,
        top_y=5.0 * bend - 5.0 * pose.mouth_open * (1 + pose.mouth_round),
        bottom_y=5.0 * bend + 21.0 * pose.mouth_open,
        fullness=0.55 + 0.55 * pose.mouth_round,
    )


def eye_places(presenter: Presenter) -> tuple[tuple[float, float, float], ...]:
    """Centre and radius of each eye in head space: left, right, then the third on the forehead."""
    match presenter.eyes:
        case "one":
            return ((0.0, -8.0, 19.0),)
        case "two":
            return ((-20.0, -7.0, 14.0), (20.0, -7.0, 14.0))
        case _:
            return ((-19.0, -3.0, 12.0), (19.0, -3.0, 12.0), (0.0, -26.0, 11.0))


def lid_edges(reach: float, blink: float) -> tuple[float, float]:
    """Where the upper and the lower lid stand, below an eye's centre; they meet below the middle."""
    return -reach + 1.4 * reach * blink, reach - 0.6 * reach * blink


MOUTH_Y = 31.0
NOSE_Y = 13.0


def _head_points(presenter: Presenter, pose: Pose) -> npt.NDArray[np.float64]:
    """The 21 points in head space (picture elements about the pivot) before the head is turned."""
    crown, jaw, height = HEADS[presenter.head]
    eyes = eye_places(presenter)
    # A single eye lends its two halves to the left and the right eye.
    single = len(eyes) == 1
    _, y, radius = eyes[0]
    pairs = ((-radius / 2, y), (radius / 2, y)) if single else ((eyes[0][0], y), (eyes[1][0], y))
    reach = radius * (0.866 if single else 1.0)
    upper, lower = lid_edges(reach, pose.blink)
    points = [(px, py + (upper + lower) / 2, EYES) for px, py in pairs]
    for px, py in pairs:
        points += [(px, py + upper, EYES), (px, py + lower, EYES)]
    points += [(px, _brow_y(presenter, pose), BROWS) for px, _ in pairs]
    mouth = mouth_shape(pose)
    points += [
        (0.0, NOSE_Y, NOSE),
        (-mouth.half_width, MOUTH_Y + mouth.corner_y, MOUTH),
        (mouth.half_width, MOUTH_Y + mouth.corner_y, MOUTH),
        (0.0, MOUTH_Y + mouth.top_y, MOUTH),
        (0.0, MOUTH_Y + mouth.bottom_y, MOUTH),
        (0.0, height, HEAD),
        (0.0, -height, HEAD),
        (-(crown + jaw) / 2, 0.0, HEAD),
        ((crown + jaw) / 2, 0.0, HEAD),
        (-jaw * 0.8, height * 0.62, HEAD),
        (jaw * 0.8, height * 0.62, HEAD),
        (0.0, -26.0, EYES),
        (0.0, -height - _hair_rise(presenter), HAIR),
    ]
    return np.array(points, np.float64)


def _brow_y(presenter: Presenter, pose: Pose) -> float:
    _, y, radius = eye_places(presenter)[0]
    return y - radius - 6.0 - 3.0 * pose.brow


def _hair_rise(presenter: Presenter) -> float:
    if presenter.accessory == "hat":
        return 32.0
    return {"mohawk": 30.0, "bun": 30.0, "spiky": 22.0, "curly": 14.0}.get(presenter.hair, 2.0)


class _Drawing:
    """One picture being painted, layer over layer from back to front."""

    def __init__(self, painter: QPainter, presenter: Presenter, pose: Pose) -> None:
        self.painter = painter
        self.presenter = presenter
        self.pose = pose
        self.canvas = painter.transform()
        self.turn = rotation_matrix(pose)
        self.skin = QColor(SKINS[presenter.skin])
        self.hair = QColor(HAIR_COLOURS[presenter.hair_colour])
        self.head = _head_path(presenter.head)
        self.half_width, self.jaw, self.height = HEADS[presenter.head]

    def paint(self) -> None:
        self._background()
        self._at(BACK_HAIR)
        self._back_hair()
        self.painter.setTransform(self.canvas)
        self._body()
        self._at(EARS)
        self._ears()
        self._at(HEAD)
        self._head()
        self._at(HAIR)
        self._front_hair()
        self._face()
        self._worn()

    def _at(self, depth: float) -> None:
        """Paint from here on in head space on the layer at this depth."""
        m = self.turn * self.pose.zoom
        x, y = PIVOT[0] + depth * m[2, 0], PIVOT[1] + depth * m[2, 1]
        layer = QTransform(m[0, 0], m[0, 1], m[1, 0], m[1, 1], x, y)
        self.painter.setTransform(layer * self.canvas)

    def _fill(self, path: QPainterPath, colour: QColor, outline: float = OUTLINE_WIDTH) -> None:
        pen = QPen(
            OUTLINE, outline, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        self.painter.setPen(pen if outline else Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawPath(path)

    def _line(self, path: QPainterPath, colour: QColor, width: float) -> None:
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def _background(self) -> None:
        colour = QColor(BACKGROUNDS[self.presenter.background])
        self.painter.fillRect(QRectF(0, 0, CANVAS, CANVAS), colour)
        self._fill(_ellipse(128, 112, 108, 108), colour.darker(130), outline=0)
        self._fill(_ellipse(128, 112, 98, 98), colour.lighter(120), outline=0)

    def _body(self) -> None:
        suit = QColor(SUITS[self.presenter.suit])
        self._fill(_box(110, 150, 36, 46, 4), self.skin.darker(118))
        shoulders = QPainterPath(QPointF(14, 262))
        shoulders.cubicTo(18, 214, 44, 198, 100, 188)
        shoulders.lineTo(156, 188)
        shoulders.cubicTo(212, 198, 238, 214, 242, 262)
        shoulders.closeSubpath()
        self._fill(shoulders, suit)
        self._fill(_polygon((104, 186), (152, 186), (128, 250)), QColor("#ffffff"))
        tie = QColor(TIES[self.presenter.tie])
        self._fill(_polygon((118, 206), (138, 206), (142, 240), (128, 256), (114, 240)), tie)
        self._fill(_polygon((116, 194), (140, 194), (135, 208), (121, 208)), tie)
        lapel = suit.darker(128)
        self._fill(_polygon((103, 184), (86, 196), (92, 220), (127, 258), (127, 250)), lapel)
        self._fill(_polygon((153, 184), (170, 196), (164, 220), (129, 258), (129, 250)), lapel)

    def _ears(self) -> None:
        reach = (self.half_width + self.jaw) / 2 + 3
        for side in (-1, 1):
            self._fill(_ellipse(side * reach, 2, 9, 12), self.skin.darker(108))
            if self.presenter.accessory == "earrings":
                self._fill(_ellipse(side * (reach + 2), 22, 8, 8), QColor("#ffc928"), outline=3.5)

    def _head(self) -> None:
        self._fill(self.head, self.skin)
        if self.presenter.beard == "beard":
            self._beard()

    def _beard(self) -> None:
        self.painter.save()
        self.painter.setClipPath(self.head)
        wide = max(self.half_width, self.jaw) + 4
        beard = QPainterPath(QPointF(-wide, 6))
        beard.cubicTo(-wide * 0.6, 22, -24, 14, 0, 16)
        beard.cubicTo(24, 14, wide * 0.6, 22, wide, 6)
        beard.lineTo(wide, 80)
        beard.lineTo(-wide, 80)
        beard.closeSubpath()
        self._fill(beard, self.hair, outline=3.0)
        self.painter.restore()
        self._line(self.head, OUTLINE, OUTLINE_WIDTH)

    def _back_hair(self) -> None:
        wide, top = max(self.half_width, self.jaw), -self.height
        match self.presenter.hair:
            case "long":
                drape = QPainterPath(QPointF(-wide - 16, 78))
                drape.cubicTo(-wide - 22, 0, -wide - 10, top - 10, 0, top - 12)
                drape.cubicTo(wide + 10, top - 10, wide + 22, 0, wide + 16, 78)
                drape.closeSubpath()
                self._fill(drape, self.hair)
            case "curly":
                self._curls()
            case "mohawk":
                crest = QPainterPath(QPointF(-14, top + 20))
                crest.cubicTo(-20, top - 18, -8, top - 38, 6, top - 32)
                crest.cubicTo(16, top - 26, 18, top, 14, top + 20)
                crest.closeSubpath()
                self._fill(crest, self.hair)
            case "bun":
                self._fill(_ellipse(0, top - 13, 19, 17), self.hair)
            case "spiky":
                self._fill(self._spikes(), self.hair)

    def _curls(self) -> None:
        angles = np.linspace(np.pi * 0.98, np.pi * 2.02, 8)
        rx, ry = self.half_width + 4, self.height - 2
        rings = [(rx * np.cos(a), ry * np.sin(a)) for a in angles]
        rings = [(-rx - 4, 16.0), *rings, (rx + 4, 16.0)]
        for outline in (OUTLINE_WIDTH * 2, 0.0):
            for x, y in rings:
                self._fill(_ellipse(x, y, 16, 16), self.hair, outline=outline)

    def _spikes(self) -> QPainterPath:
        rx, top = self.half_width, -self.height
        spikes = QPainterPath(QPointF(-rx - 4, -14))
        for index in range(5):
            left = -rx + index * rx * 0.4
            angle = (index - 2) * 0.32
            spikes.lineTo(left + rx * 0.2 + 22 * np.sin(angle), top * np.cos(angle) - 22 * np.cos(angle))
            spikes.lineTo(left + rx * 0.4, top * np.cos(angle + 0.16) * 0.9)
        spikes.lineTo(rx + 4, -14)
        spikes.closeSubpath()
        return spikes

    def _front_hair(self) -> None:
        if self.presenter.hair == "bald":
            return
        self.painter.save()
        self.painter.setClipPath(self.head)
        wide, top = self.half_width + 14, -self.height
        fringe = QPainterPath(QPointF(-wide, top - 10))
        match self.presenter.hair:
            case "mohawk":
                fringe = QPainterPath(QPointF(-14, top - 10))
                fringe.lineTo(-14, top + 12)
                fringe.cubicTo(-10, top + 24, 10, top + 24, 14, top + 12)
                fringe.lineTo(14, top - 10)
            case "bun" | "spiky":
                fringe.lineTo(-wide, top + 34)
                fringe.cubicTo(-wide * 0.5, top + 8, wide * 0.5, top + 8, wide, top + 34)
                fringe.lineTo(wide, top - 10)
            case "long":
                fringe.lineTo(-wide, -8)
                fringe.cubicTo(-wide * 0.7, top + 26, -10, top + 22, 0, top + 10)
                fringe.cubicTo(10, top + 22, wide * 0.7, top + 26, wide, -8)
                fringe.lineTo(wide, top - 10)
            case _:
                fringe.lineTo(-wide, -10)
                fringe.lineTo(-self.half_width * 0.72, top + 24)
                fringe.cubicTo(-20, top + 12, 20, top + 28, self.half_width * 0.72, top + 18)
                fringe.lineTo(wide, -10)
                fringe.lineTo(wide, top - 10)
        fringe.closeSubpath()
        self._fill(fringe, self.hair, outline=3.5)
        self.painter.restore()
        self._at(HEAD)
        self._line(self.head, OUTLINE, OUTLINE_WIDTH)

    def _face(self) -> None:
        self._at(EYES)
        for x, y, radius in eye_places(self.presenter):
            self._eye(x, y, radius)
        self._at(BROWS)
        self._brows()
        if self.presenter.beard == "beard":
            self._at(MASK)
            self._fill(_ellipse(0, MOUTH_Y + 2, 30, 15), self.skin, outline=0)
        self._at(MOUTH)
        self._mouth()
        if self.presenter.beard == "moustache":
            self._at(LENSES)
            self._moustache()
        self._at(NOSE)
        self._fill(_ellipse(0, NOSE_Y, 7.5, 6), self.skin.darker(116), outline=3.5)

    def _eye(self, x: float, y: float, radius: float) -> None:
        ball = _ellipse(x, y, radius, radius)
        self._fill(ball, QColor("#ffffff"), outline=0)
        self.painter.save()
        self.painter.setClipPath(ball, Qt.ClipOperation.IntersectClip)
        px, py = x + self.pose.gaze_x * radius * 0.45, y + 1 + self.pose.gaze_y * radius * 0.45
        self._fill(_ellipse(px, py, radius * 0.5, radius * 0.5), OUTLINE, outline=0)
        self._fill(
            _ellipse(px - radius * 0.16, py - radius * 0.18, radius * 0.17, radius * 0.17),
            QColor("#ffffff"),
            0,
        )
        if self.pose.blink > 0.01:
            upper, lower = lid_edges(radius, self.pose.blink)
            above = _box(x - radius, y - radius - 4, 2 * radius, upper + radius + 4, 0)
            below = _box(x - radius, y + lower, 2 * radius, radius - lower + 4, 0)
            self._fill(above, self.skin.darker(112), outline=0)
            self._fill(below, self.skin.darker(112), outline=0)
            self._line(_segment(x - radius, y + upper, x + radius, y + upper), OUTLINE, 4.5)
        self.painter.restore()
        self._line(ball, OUTLINE, OUTLINE_WIDTH)

    def _brows(self) -> None:
        y = _brow_y(self.presenter, self.pose)
        slant = 4.0 * max(-self.pose.brow, 0.0)
        if self.presenter.eyes == "one":
            self._line(_segment(-15, y, 15, y), OUTLINE, 6.0)
            return
        for side in (-1, 1):
            x, _, radius = eye_places(self.presenter)[0 if side < 0 else 1]
            inner, outer = x - side * radius * 0.6, x + side * radius * 0.85
            self._line(_segment(inner, y - slant, outer, y + slant), OUTLINE, 5.5)

    def _mouth(self) -> None:
        shape = mouth_shape(self.pose)
        path = _mouth_path(shape, MOUTH_Y)
        if shape.bottom_y - shape.top_y < 1.5:
            self._line(path, OUTLINE, 5.0)
            return
        self._fill(path, QColor("#7a1420"), outline=0)
        self.painter.save()
        self.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        tongue_y = MOUTH_Y + shape.bottom_y + 2
        self._fill(_ellipse(0, tongue_y, shape.half_width * 0.7, 9), QColor("#f0606c"), outline=0)
        # The teeth are what remains of the opening when it slides down by their height.
        bite = 1.0 + 7.0 * min(self.pose.mouth_open * 2, 1.0) * (1 - 0.6 * self.pose.mouth_round)
        teeth = path.subtracted(path.translated(0, bite))
        self._fill(
            teeth.intersected(_box(-40, MOUTH_Y - 40, 80, 40 + shape.bottom_y - 4, 0)), QColor("#ffffff"), 0
        )
        self.painter.restore()
        self._line(path, OUTLINE, OUTLINE_WIDTH)

    def _moustache(self) -> None:
        for side in (-1, 1):
            lobe = QPainterPath(QPointF(0, NOSE_Y + 3))
            lobe.cubicTo(side * 14, NOSE_Y - 1, side * 26, NOSE_Y + 6, side * 32, NOSE_Y + 1)
            lobe.cubicTo(side * 32, NOSE_Y + 16, side * 10, NOSE_Y + 18, 0, NOSE_Y + 11)
            lobe.closeSubpath()
            self._fill(lobe, self.hair, outline=3.0)

    def _worn(self) -> None:
        match self.presenter.accessory:
            case "glasses":
                self._at(LENSES)
                self._glasses()
            case "hat":
                self._at(HAIR)
                self._hat()
            case "headphones":
                self._at(EARS)
                self._headphones()

    def _glasses(self) -> None:
        glass, frame = QColor(170, 220, 255, 70), QColor("#17151d")
        places = eye_places(self.presenter)
        lenses = [_ellipse(x, y, radius + 4, radius + 4) for x, y, radius in places]
        for lens in lenses:
            self._fill(lens, glass, outline=0)
            self._line(lens, frame, 6.0)
        outer, y, radius = places[0][0], places[0][1], places[0][2] + 4
        reach = self.half_width - 1
        for side in (-1, 1):
            self._line(_segment(side * (abs(outer) + radius), y, side * reach, y - 4), frame, 5.0)
        if len(places) > 1:
            self._line(_segment(outer + radius, y - 2, -outer - radius, y - 2), frame, 5.0)

    def _hat(self) -> None:
        base = -self.height + 9
        felt = QColor("#463a5c")
        self._fill(_box(-36, base - 46, 72, 48, 6), felt)
        self._fill(_box(-36, base - 14, 72, 12, 0), QColor("#e2413f"), outline=3.0)
        self._fill(_box(-58, base - 5, 116, 12, 6), felt)

    def _headphones(self) -> None:
        reach = (self.half_width + self.jaw) / 2 + 6
        top = -self.height - 12
        band = QPainterPath(QPointF(-reach, -6))
        band.cubicTo(-reach, top - 12, reach, top - 12, reach, -6)
        self._line(band, OUTLINE, 12.0)
        self._line(band, QColor("#c9ccd6"), 5.0)
        for side in (-1, 1):
            self._fill(_box(side * reach - 10, -16, 20, 38, 9), QColor("#ff5a36"))


def _head_path(head: str) -> QPainterPath:
    crown, jaw, height = HEADS[head]
    match head:
        case "square":
            return _box(-crown, -height, 2 * crown, 2 * height, 16)
        case "pear":
            path = QPainterPath(QPointF(0, -height))
            path.cubicTo(crown * 0.9, -height, crown, -height * 0.5, crown + 4, -8)
            path.cubicTo(jaw + 2, 12, jaw + 6, height, 0, height)
            path.cubicTo(-jaw - 6, height, -jaw - 2, 12, -crown - 4, -8)
            path.cubicTo(-crown, -height * 0.5, -crown * 0.9, -height, 0, -height)
            return path
        case _:
            return _ellipse(0, 0, crown, height)


def _mouth_path(shape: Mouth, y: float) -> QPainterPath:
    reach = shape.half_width * shape.fullness
    # A cubic whose two inner points share a height passes a quarter of the corner's way from it.
    upper = y + (4 * shape.top_y - shape.corner_y) / 3
    lower = y + (4 * shape.bottom_y - shape.corner_y) / 3
    path = QPainterPath(QPointF(-shape.half_width, y + shape.corner_y))
    path.cubicTo(-reach, upper, reach, upper, shape.half_width, y + shape.corner_y)
    path.cubicTo(reach, lower, -reach, lower, -shape.half_width, y + shape.corner_y)
    path.closeSubpath()
    return path


def _ellipse(x: float, y: float, rx: float, ry: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), rx, ry)
    return path


def _box(x: float, y: float, width: float, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return path


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path


def _segment(x0: float, y0: float, x1: float, y1: float) -> QPainterPath:
    path = QPainterPath(QPointF(x0, y0))
    path.lineTo(x1, y1)
    return path
