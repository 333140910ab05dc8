"""The shared server of tests/competition, one for each module here that asks."""

from tests.competition.conftest import official, organiser, server

__all__ = ["official", "organiser", "server"]
