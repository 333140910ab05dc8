"""A process that stands back, and the moment in which it lets go of its processor."""

import os
import subprocess
import sys

import pytest

from competition.giving_way import NICE, breathe, wanting

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such scheduler to ask")
STOOD_BACK = """
import os
from competition.giving_way import AUTOGROUP, stand_back
stand_back()
print(os.nice(0), os.sched_getscheduler(0) == os.SCHED_BATCH)
print(AUTOGROUP.read_text() if AUTOGROUP.exists() else "")
"""


@pytest.mark.parametrize(("leads", "session"), [(True, NICE), (False, 0)])
def test_a_process_stands_back_and_its_session_too_if_it_leads_it(leads: bool, session: int) -> None:
    """The session of somebody's terminal is left as it is."""
    program = [sys.executable, "-c", STOOD_BACK]
    if not leads:
        program = [sys.executable, "-c", f"import subprocess, sys; subprocess.run({program!r}, check=True)"]
    said = subprocess.run(program, start_new_session=True, check=True, capture_output=True, text=True)
    nice, batch, *group = said.stdout.split()
    assert (nice, batch) == (str(os.nice(0) + NICE), "True") and group[-1:] in ([str(session)], [])


def test_it_breathes_while_others_wait_for_a_processor_and_not_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("competition.giving_way.time.sleep", slept.append)
    monkeypatch.setattr("competition.giving_way.os.cpu_count", lambda: wanting() + 1000)
    breathe()
    assert not slept
    monkeypatch.setattr("competition.giving_way.wanting", lambda: 3)
    monkeypatch.setattr("competition.giving_way.os.cpu_count", lambda: 2)
    breathe()
    assert slept and wanting() > 0
