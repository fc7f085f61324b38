"""What takes too long is ended, and what was found until then is told."""

import time
from pathlib import Path

import pytest

from unstuck.doctor import diagnose as looking
from unstuck.doctor.clock import OutOfTime, alarm, until
from unstuck.doctor.examination import examine_script
from unstuck.doctor.options import Options

SCRIPT = """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 2))
T = (X[:, :1] > 0) * 1.0
W = np.zeros((2, 1))
for epoch in range(100):
    p = 1 / (1 + np.exp(-(X @ W)))
    W += X.T @ (p - T) / 40
"""


def test_time_is_over_at_the_deadline() -> None:
    with pytest.raises(OutOfTime), until(time.monotonic() + 0.05):
        _for_ever()
    with pytest.raises(OutOfTime), until(time.monotonic() - 1):
        pass


def test_an_alarm_within_another_leaves_the_outer_one_as_it_was() -> None:
    rung: list[str] = []

    def wait_twice() -> None:
        with alarm(0.05, lambda: rung.append("inner")):
            while not rung:
                pass
        _for_ever()

    with pytest.raises(OutOfTime), until(time.monotonic() + 0.2):
        wait_twice()
    assert rung == ["inner"]


def test_what_was_found_before_the_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "net.py"
    script.write_text(SCRIPT)
    slow = next(fault for fault in looking.catalogue() if fault.code == "U702")
    monkeypatch.setattr(slow.module, "diagnose", lambda case: _for_ever())
    report = examine_script(script, Options(timeout=6.0, repair=False, course=False), 2.0)
    assert [finding.code for finding in report.findings] == ["U601"]
    assert any("from U702 on" in note for note in report.left_out)


def _for_ever() -> list[object]:
    while True:
        pass
