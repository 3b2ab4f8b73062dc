"""Arguments of the commands that generate a slot or plan one."""

from __future__ import annotations

from vortex_gui.base.recipe.recipe import MAX_SEED, MAX_SLOT_ID
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.shared import Commands, add_command, add_json, add_profile, add_workers
from vortex_gui.commands.arguments.values import number, path, whole


def add_generate(commands: Commands) -> None:
    command = add_command(
        commands, "generate", tr("Generate one slot without a window."), "vortex_gui.commands.generate"
    )
    command.add_argument("recipe", type=path, help=tr("a recipe in YAML or JSON"))
    command.add_argument("--slot-id", type=whole(0, MAX_SLOT_ID), help=tr("the slot's number"))
    command.add_argument("--seed", type=whole(0, MAX_SEED), help=tr("the slot's seed"))
    command.add_argument("--out", type=path, help=tr("folder for finished slots"))
    command.add_argument(
        "--machine", metavar="USER@HOST", help=tr("generate it on that machine, which serves consoles")
    )
    add_profile(command)
    command.add_argument("--json", action="store_true", help=tr("print the report as one JSON object"))


def add_plan(commands: Commands) -> None:
    command = add_command(
        commands,
        "plan",
        tr("Compute a profile's needs before anything loads."),
        "vortex_gui.commands.generate",
    )
    add_profile(command)
    command.add_argument("--gpu", help=tr("the card to compute for, such as 'RTX 3060'"))
    add_workers(command)
    wish = command.add_argument_group(tr("what if the profile had"))
    wish.add_argument("--size", metavar="WxH", help=tr("another resolution, such as 768x512"))
    wish.add_argument("--steps", metavar="N", help=tr("another number of denoising steps"))
    wish.add_argument("--fps", metavar="N", help=tr("another frame rate"))
    wish.add_argument("--duration", metavar="SECONDS", help=tr("another length of the longest clip"))
    wish.add_argument(
        "--precision", metavar="ROLE=P", help=tr("other precisions, such as flux=int8,clip_l=fp16")
    )
    add_json(command)


def add_fit(commands: Commands) -> None:
    command = add_command(
        commands,
        "fit",
        tr("Write a profile for a card, and say why each choice was made."),
        "vortex_gui.commands.fit",
    )
    command.add_argument("--gpu", required=True, help=tr("the card, such as 'RTX 4060'"))
    command.add_argument(
        "--memory", type=number, metavar="GB", help=tr("its memory, for a card that the plan does not know")
    )
    command.add_argument(
        "--deadline", type=number, metavar="SECONDS", help=tr("how long a slot should take at most")
    )
    command.add_argument(
        "--out", type=path, metavar="FILE", help=tr("the profile's file; without it, in the data folder")
    )
    command.add_argument("--replace", action="store_true", help=tr("replace the file without asking"))
    add_json(command)
