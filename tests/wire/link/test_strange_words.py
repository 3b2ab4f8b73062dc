"""Messages of another machine: which of their texts are cleaned, and which stay to the letter."""

from __future__ import annotations

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.wire.link.strange_words import harmless_fields
from vortex_gui.wire.link.words import MachineNotice
from vortex_gui.wire.protocol import RunSlot, SlotFinished


def test_texts_are_one_line_and_records_may_have_several() -> None:
    assert harmless_fields(MachineNotice, {"text": "a\nb\x1b"}) == {"text": "a b "}
    assert harmless_fields(LogLine, {"message": "a\nb\x1b"}) == {"message": "a\nb "}


def test_orders_and_reports_stay_to_the_letter() -> None:
    assert harmless_fields(RunSlot, {"output_dir": "/a\nb"}) == {"output_dir": "/a\nb"}
    fields = {"slot_id": 1, "report_json": "{\n}", "attempt": 1}
    assert harmless_fields(SlotFinished, fields) == fields
