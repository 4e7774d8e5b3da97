"""Faults of every kind and kills at random moments: nothing is lost, and hardly anything told twice.

This is the short run, `make torture`; `python -m tests.whole.torture --full` is the long one.
"""

from pathlib import Path

import pytest

from tests.whole.torture.plan import FAULTS, SHORT
from tests.whole.torture.run import torture

SEED = 1
AGAIN = 3
"""Messages that may come twice in so short a run: a lost answer and a kill can meet in one message."""


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_faults_and_kills_lose_nothing(tmp_path: Path) -> None:
    report = await torture(tmp_path, SHORT, seed=SEED)

    assert report.kills == SHORT.kills
    assert set(report.met) >= set(FAULTS)
    assert not report.verdict.lost, report
    assert not report.ends, report
    assert len(report.verdict.repeated) <= AGAIN, report
