"""Widths and depths of the LivePortrait networks: the published full network and narrow ones alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.words.translation import tr


@dataclass(frozen=True, slots=True)
class NetworkSizes:
    """Every width of the seven networks; the defaults are the published full network.

    `picture_side` is the side of the square that F and M see; G draws twice that. It divides by 4 and by 2
    for every further level of M and of W's hourglass.
    `image_channels` is what G draws: 3 for RGB; 5 for RGB, opacity and a share of the local colour, laid
    over the source crop warped by W's deformation (narrow networks: what does not move keeps every pixel).
    """

    picture_side: int = 256
    num_kp: int = 21
    # F
    feature_base: int = 64
    feature_ceiling: int = 512
    feature_down_blocks: int = 2
    volume_channels: int = 32
    volume_depth: int = 16
    volume_blocks: int = 6
    # M
    motion_depths: tuple[int, ...] = (3, 3, 9, 3)
    motion_widths: tuple[int, ...] = (96, 192, 384, 768)
    pose_bins: int = 66
    # W
    compress: int = 4
    hourglass_base: int = 32
    hourglass_ceiling: int = 1024
    hourglass_levels: int = 5
    mask_kernel: int = 7
    warp_width: int = 256
    # G
    generator_width: int = 512
    generator_middle_blocks: int = 6
    generator_up_widths: tuple[int, ...] = (256, 64)
    spade_hidden: int = 128
    image_channels: int = 3
    # S, R_eye, R_lip
    stitching_hidden: tuple[int, ...] = (128, 128, 64)
    eye_hidden: tuple[int, ...] = (256, 256, 128, 128, 64)
    lip_hidden: tuple[int, ...] = (128, 128, 64)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            numbers = value if isinstance(value, tuple) else (value,)
            if not numbers or not all(type(n) is int and n > 0 for n in numbers):
                raise ValueError(
                    tr("{size} must hold whole numbers above 0, not {value!r}", size=field.name, value=value)
                )
        if len(self.motion_depths) != len(self.motion_widths):
            raise ValueError(tr("motion_depths and motion_widths must be of one length"))
        if self.image_channels not in (3, 5):
            raise ValueError(
                tr("image_channels must be 3 or 5, not {channels}", channels=self.image_channels)
            )
        divisor = 4 * 2 ** max(self.hourglass_levels, len(self.motion_widths) - 1)
        if self.picture_side % divisor:
            raise ValueError(
                tr(
                    "picture_side must be a multiple of {divisor}, not {side}",
                    divisor=divisor,
                    side=self.picture_side,
                )
            )

    @property
    def motions(self) -> int:
        """Keypoints and the background: the number of sparse motions."""
        return self.num_kp + 1

    @property
    def output_side(self) -> int:
        """Side of the picture that G draws and of the crop that goes in."""
        return 2 * self.picture_side

    def as_dict(self) -> JsonObject:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: JsonObject) -> NetworkSizes:
        """Build from a checkpoint's config; raises ValueError for an unknown name or a wrong value."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(tr("unknown size {names}", names=", ".join(unknown)))
        sizes: JsonObject = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
        return cls(**sizes)


FULL = NetworkSizes()
"""The published human model (130,077,432 parameters)."""

NARROW = NetworkSizes(
    picture_side=64,
    feature_base=4,
    feature_ceiling=16,
    volume_channels=4,
    volume_depth=4,
    volume_blocks=2,
    motion_depths=(1, 1, 2, 1),
    motion_widths=(4, 8, 12, 16),
    compress=2,
    hourglass_base=4,
    hourglass_ceiling=16,
    hourglass_levels=2,
    mask_kernel=3,
    warp_width=16,
    generator_width=16,
    generator_middle_blocks=2,
    generator_up_widths=(8, 4),
    spade_hidden=8,
    stitching_hidden=(16, 16),
    eye_hidden=(16, 16),
    lip_hidden=(16, 16),
)
"""The same classes, small enough for a test to run in milliseconds."""
