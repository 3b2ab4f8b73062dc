"""Decisive messages arrive once, whatever is lost, repeated or begun again."""

from __future__ import annotations

import random

import pytest

from vortex_gui.wire.link.delivery import Heard, Unacknowledged
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import LinkMessage, LinkPing
from vortex_gui.wire.protocol import SlotStarted


def event(number: int) -> LinkMessage:
    return SlotStarted(number, 1)


def number_of(wrapped: Wrapped) -> int:
    assert isinstance(wrapped.message, SlotStarted)
    return wrapped.message.slot_id


def test_what_is_acknowledged_is_forgotten_and_the_rest_is_told_again() -> None:
    told = Unacknowledged()
    sent = [told.number("local", event(number)) for number in range(3)]
    assert [wrapped.n for wrapped in sent] == [1, 2, 3]
    told.acknowledge(2)
    assert told.all() == (sent[2],)
    assert told.number("local", event(3)).n == 4
    told.acknowledge(99)
    assert told.all() == ()


def test_a_repeated_message_is_not_new_and_one_without_a_number_always_is() -> None:
    heard = Heard()
    heard.begin("run")
    assert heard.is_new(Wrapped("", 1, event(1)))
    assert not heard.is_new(Wrapped("", 1, event(1)))
    assert heard.is_new(Wrapped("", 0, LinkPing(1)))
    assert heard.is_new(Wrapped("", 0, LinkPing(1)))


def test_another_run_of_the_agent_counts_from_the_beginning() -> None:
    heard = Heard()
    heard.begin("run")
    assert heard.is_new(Wrapped("", 7, event(1)))
    heard.begin("run")
    assert not heard.is_new(Wrapped("", 7, event(1)))
    heard.begin("next run")
    assert heard.is_new(Wrapped("", 1, event(1)))


@pytest.mark.parametrize("seed", range(50))
def test_a_link_that_breaks_at_random_delivers_each_once_and_in_order(seed: int) -> None:
    chance = random.Random(seed)
    told, heard, got = Unacknowledged(), Heard(), list[int]()
    heard.begin("run")
    waiting: list[Wrapped] = []
    for number in range(200):
        waiting.append(told.number("local", event(number)))
        if chance.random() < 0.2:  # the link is lost with what is on its way, and resumed
            told.acknowledge(heard.n)
            waiting = list(told.all())
        while waiting and chance.random() < 0.6:
            wrapped = waiting.pop(0)
            if heard.is_new(wrapped):
                got.append(number_of(wrapped))
            if chance.random() < 0.5:
                told.acknowledge(heard.n)
    for wrapped in told.all():
        if heard.is_new(wrapped):
            got.append(number_of(wrapped))
    assert got == list(range(200))
