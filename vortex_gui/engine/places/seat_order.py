"""How the workers of one seat start: the machine's order with the seat's own settings, card and profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.seats import Seat


def seat_order(order: Order, seat: Seat, tell: Callable[[EngineEvent], None]) -> Order:
    """The machine's order as this seat has it; tells when the profile has to be the machine's own."""
    seated = replace(order, settings=seat.settings(order.settings), environment=seat.environment)
    if not seat.profile:
        return seated
    try:
        return replace(seated, profile=load_profile(seat.profile))
    except SettingsError as error:
        text = tr("{worker}: {sentence}", worker=seat.name, sentence=error.sentence)
        remedy = tr("It loads the profile {profile} instead.", profile=order.profile.name)
        tell(Notice(Severity.WARNING, f"profile-{seat.name}", text, remedy))
        return seated
