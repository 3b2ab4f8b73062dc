"""The long files begin first, so that all processes end at about the same time."""

from __future__ import annotations

import pytest

from tests.conftest import LONGEST_FIRST, TESTS


@pytest.mark.parametrize("path", LONGEST_FIRST)
def test_what_begins_first_is_there(path: str) -> None:
    assert (TESTS / path).exists()


def test_the_long_files_come_first_and_no_plugin_sorts_them_again(request: pytest.FixtureRequest) -> None:
    places = [item.path.relative_to(TESTS).as_posix() for item in request.session.items]
    long = [place.startswith(LONGEST_FIRST) for place in places]
    assert long == sorted(long, reverse=True)
    assert not getattr(request.config.option, "loadscopereorder", False)
