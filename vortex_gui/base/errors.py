"""The errors an operator can meet, each with a stable code, one sentence and, where known, a remedy.

VortexError
├── InputError                 the operator's input is not usable (exit code 2)
│   ├── RecipeError            one sentence per fault, each with its path
│   ├── RundownError           the same for a rundown's file
│   └── SettingsError
├── CheckpointError            a model's file is missing, damaged or of another network
├── ModelError                 a model cannot use its input, or computed values that are not numbers
├── VortexInitializationError  the resident set could not be loaded
├── MemoryPressureError        the hard memory limit is passed
├── StageError                 one stage of a slot failed
│   ├── StageTimeout
│   ├── SourceError            a picture or sound that the recipe brings cannot be used
│   └── OutputError            the slot's files could not be written
├── SlotCancelled              the operator cancelled (a result, not a failure)
└── DeadlineMissed             the program gave the slot up because it could not be ready in time

MemoryPressureWarning stands beside the tree: Python's own warning category for the soft limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined


class VortexError(Exception):
    """Base of all errors that carry a sentence for the operator."""

    code = "vortex"

    def __init__(self, sentence: str, *, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return joined(self.sentence, self.remedy) if self.remedy else self.sentence


class InputError(VortexError):
    """The operator's input is not usable; `faults` holds one sentence for each fault."""

    code = "input"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class RecipeError(InputError):
    """A recipe has faults; each names its path and the allowed values."""

    code = "recipe"


class RundownError(InputError):
    """A rundown's file has faults; each names its path and the allowed values."""

    code = "rundown"


class SettingsError(InputError):
    """A settings or profile file has faults; each names its path and the allowed values."""

    code = "settings"


class CheckpointError(VortexError):
    """A checkpoint's file is missing, damaged, or of another network."""

    code = "checkpoint"

    def __init__(self, path: Path | str, fault: str, *, remedy: str = "") -> None:
        super().__init__(f"{path}: {fault}.", remedy=remedy)
        self.path = Path(path)
        self.fault = fault


class ModelError(VortexError):
    """A model cannot use its input, or computed values that are not numbers; the stage adds its own name."""

    code = "model"


class VortexInitializationError(VortexError):
    """The resident set could not be loaded; the parts already loaded are freed."""

    code = "initialization"


class MemoryPressureError(VortexError):
    """Memory is over the hard limit; the worker aborts the slot before it allocates more."""

    code = "memory"


class StageError(VortexError):
    """A stage of a slot failed; the worker lives and the next slot works."""

    code = "stage"

    def __init__(self, stage: str, sentence: str, *, remedy: str = "") -> None:
        super().__init__(sentence, remedy=remedy)
        self.stage = stage


class StageTimeout(StageError):
    """A stage took longer than its time-out."""

    code = "timeout"


class SourceError(StageError):
    """A picture or a sound that the recipe brings cannot be used; no retry helps until it is another one."""

    code = "source"


class OutputError(StageError):
    """The slot's files could not be written."""

    code = "output"


class SlotCancelled(VortexError):
    """The operator cancelled the slot; raised at a step boundary and never shown as a failure."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__(tr("Cancelled by the operator."))


class DeadlineMissed(VortexError):
    """The program gave the slot up before a stage because it could not have met its deadline."""

    code = "deadline"


class MemoryPressureWarning(UserWarning):
    """Memory is over the soft limit; warned once until `VRAMMonitor.reset_warning()`."""
