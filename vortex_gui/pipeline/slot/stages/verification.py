"""Verification: the whole clip is checked, and keyframes are held against the prompt by both judges."""

from __future__ import annotations

from dataclasses import replace

from vortex_gui.base.report.checks import failed
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.checks.clip_check import check_clip
from vortex_gui.pipeline.resident.roles.clip import JUDGE_B, JUDGE_L
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.checked_clip import clip_of
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio
from vortex_gui.pipeline.slot.verification import embedding_of, verify


class VerificationStage(SlotStage):
    name: Stage = "verification"

    def run(self, draft: Draft, studio: Studio) -> None:
        context, profile = draft.context, studio.profile
        draft.checks = check_clip(clip_of(draft, studio), context.step)
        if not context.recipe.visual_track.prompt.strip():
            context.warn(
                tr("The recipe has no prompt, so nobody checked whether the clip shows what is wanted.")
            )
            frames = studio.frames_of(draft)[: draft.frames]
            draft.embedding = embedding_of(frames, studio.registry.model(JUDGE_B))
            return
        if not profile.thresholds.measured:
            context.warn(
                tr(
                    "The thresholds of the profile {profile} are not calibrated, so its verdicts may be "
                    "wrong: run vortex-gui calibrate --profile {profile}.",
                    profile=profile.name,
                )
            )
        verification, draft.embedding = verify(
            studio.frames_of(draft)[: draft.frames],
            context.recipe.visual_track.prompt,
            studio.registry.model(JUDGE_B),
            studio.registry.model(JUDGE_L),
            profile.thresholds,
            wished=context.recipe.semantic_constraints.clip_threshold,
            on_model=lambda done, total: context.progress("verification", done, total),
        )
        passed = verification.self_check_passed and not failed(draft.checks)
        draft.verification = replace(verification, self_check_passed=passed)
