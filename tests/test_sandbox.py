"""Hostile and hapless scripts by the command: a verdict, a message, an exit code, the folder as it was."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NETWORK = """
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
Y = (X[:, :1] + X[:, 1:2] > 0) * 1.0
W = rng.normal(size=(3, 1)) * 0.1
b = np.zeros((1, 1))
for epoch in range(60):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    W = W - 0.5 * X.T @ (p - Y) / len(X)
    b = b - 0.5 * np.mean(p - Y, axis=0, keepdims=True)
"""


@dataclass(frozen=True)
class Case:
    """A script, and what must be said about it; `noted` stands in what was left out, `printed` in what it printed."""

    text: str | bytes
    verdict: str
    message: str
    code: int
    noted: str = ""
    printed: str = ""
    options: tuple[str, ...] = ()


CASES = {
    "deletes its folder": Case(
        NETWORK
        + (
            "import shutil, os\n"
            "shutil.rmtree('.')\n"
            "os.remove('data.csv')\n"
            "os.unlink(__file__)\n"
            "os.rmdir('sub')\n"
            "from pathlib import Path\n"
            "Path('data.csv').unlink()\n"
            "for root, folders, files in os.walk('.'):\n"
            "    for f in files: os.remove(os.path.join(root, f))\n"
        ),
        "healthy",
        "true gradient",
        0,
        "shutil.rmtree was not carried out",
    ),
    "renames and moves": Case(
        NETWORK
        + (
            "import os, shutil\n"
            "from pathlib import Path\n"
            "os.rename('data.csv', 'other.csv')\n"
            "Path('data.csv').rename('x')\n"
            "shutil.move('data.csv', '/tmp/unstuck-moved')\n"
            "os.replace('data.csv', 'net.py')\n"
            "os.chmod('data.csv', 0)\n"
            "os.symlink('data.csv', 'link')\n"
            "os.truncate('data.csv', 0)\n"
            "print('end')\n"
        ),
        "healthy",
        "true gradient",
        0,
        "was not carried out",
        "end",
    ),
    "writes files": Case(
        NETWORK + "from pathlib import Path\nopen('data.csv', 'w').write('gone')\nopen('new.txt', 'a').write('1')\n"
        "np.savetxt('weights.txt', W)\nnp.save('w.npy', W)\nnp.savez('w.npz', W=W)\nPath('p.txt').write_text('x')\n"
        "Path('sub/p.bin').write_bytes(b'x')\nopen('data.csv', 'r+').write('9')\nimport os, "
        "pickle\nos.makedirs('a/b')\n"
        "open('a/b/c.pkl', 'wb').write(pickle.dumps(W))\nassert np.load('w.npy').shape == (3, 1)\n"
        "assert open('new.txt').read() == '1'\nprint(open('data.csv').read())\n",
        "healthy",
        "true gradient",
        0,
        "went to a scratch folder",
    ),
    "writes by the system's own calls": Case(
        NETWORK
        + (
            "import os\n"
            "try:\n"
            "    os.close(os.open('data.csv', os.O_WRONLY | os.O_TRUNC))\n"
            "except PermissionError as e: print(e)\n"
        ),
        "healthy",
        "true gradient",
        0,
        "",
        "is not allowed while a script is examined",
    ),
    "forks and starts programs": Case(
        NETWORK
        + (
            "import os, subprocess\n"
            "for go in (os.fork, lambda: os.system('touch made'), "
            "lambda: subprocess.run(['touch', 'made']),\n"
            "           lambda: os.execv('/bin/touch', ['touch', 'made']), "
            "lambda: os.kill(os.getppid(), 9), lambda: os.popen('touch made')):\n"
            "    try:\n"
            "        go()\n"
            "        print('DONE')\n"
            "    except PermissionError as e: print(e)\n"
        ),
        "healthy",
        "true gradient",
        0,
        "",
        "os.fork is not allowed",
    ),
    "a fork that nothing catches": Case(
        ("import os\nos.fork()\n"), "crashed", "line 2 with PermissionError: os.fork", 3
    ),
    "never ends": Case(
        "while True: pass\n",
        "crashed",
        "stopped after 1 s, and nothing was seen of a network",
        3,
        options=("--timeout", "1"),
    ),
    "trains for ever": Case(
        NETWORK.replace("for epoch in range(60)", "while True"),
        "healthy",
        "true gradient",
        0,
        options=("--timeout", "6"),
    ),
    "eats memory": Case("l = []\nwhile True: l.append(bytearray(500_000_000))\n", "crashed", "Memory", 3),
    "one array too large": Case(
        "import numpy as np\nx = np.ones((10**6, 10**6))\n", "crashed", "line 2 with .*Memory", 3
    ),
    "prints a gigabyte": Case(
        NETWORK + "text = 'x' * 10_000_000\nfor i in range(100): print(text)\nprint('end')\n",
        "healthy",
        "true gradient",
        0,
        "",
        "end",
    ),
    "reads what is typed": Case(
        NETWORK + "import sys\nn = int(input('How many? '))\nrest = sys.stdin.read()\nprint(n, repr(rest))\n",
        "healthy",
        "true gradient",
        0,
        'input() was answered with "10"',
        "10 ''",
    ),
    "imports something missing": Case(
        "import numpy as np\nimport nothing_of_that_name\n",
        "crashed",
        "line 2 with ModuleNotFoundError: No module named 'nothing_of_that_name'",
        3,
    ),
    "no network in it": Case("print(sum(range(10)))\n", "inconclusive", "Not understood", 3, "", "45"),
    "arithmetic, no network": Case(
        "import numpy as np\na = np.arange(9.0).reshape(3, 3)\nfor i in range(9): b = a @ a\nprint(b.sum())\n",
        "inconclusive",
        "Not understood",
        3,
    ),
    "empty": Case("", "inconclusive", "The file is empty", 3),
    "only a comment": Case("# later\n", "inconclusive", "Not understood", 3),
    "syntax error": Case(("x = 1\nfor i in range(3)\n    x += i\n"), "crashed", "Line 2 is no Python: expected ':'", 3),
    "Python 2": Case("print 'hello'\n", "crashed", "Line 1 is no Python", 3),
    "a null byte": Case(b"x = 1\n\0\n", "", "binary", 2),
    "not UTF-8": Case(b"# caf\xe9\nx = 1\n", "", "UTF-8", 2),
    "sys.exit": Case(NETWORK + "import sys\nsys.exit(7)\n", "healthy", "true gradient", 0),
    "sys.exit at once": Case("import sys\nsys.exit('enough')\n", "inconclusive", "Not understood", 3),
    "os._exit": Case(NETWORK + "import os\nos._exit(0)\n", "healthy", "true gradient", 0),
    "kills itself": Case("import ctypes\nctypes.string_at(0)\n", "crashed", "signal SIGSEGV", 3),
    "recursion": Case("def f(): f()\nf()\n", "crashed", "RecursionError", 3),
    "raises": Case(
        NETWORK + "raise RuntimeError('at the end')\n", "crashed", "line 12 with RuntimeError: at the end", 3
    ),
    "raises what is no error": Case("raise BaseException('odd')\n", "crashed", "line 1 with BaseException: odd", 3),
    "colours and bells in what it prints": Case(
        NETWORK + r"print('\x1b[2J\x1b[31mred\x07\x1b]0;title\x07 \ud800'.encode('utf-8', 'replace').decode())" + "\n",
        "healthy",
        "true gradient",
        0,
        "",
        "red",
    ),
    "colours in its error": Case("raise ValueError('\\x1b[31mred\\x1b[0m\\nand more')\n", "crashed", "ValueError", 3),
    "goes to the network": Case(
        NETWORK
        + (
            "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\nexcept PermissionError as e: print(e)\n"
        ),
        "healthy",
        "true gradient",
        0,
        "",
        "network connections are not allowed",
    ),
    "closes its streams": Case(
        NETWORK + "import sys, os\nsys.stdout.close()\nsys.stdout = None\nsys.stderr = open(os.devnull, 'w')\n",
        "healthy",
        "true gradient",
        0,
    ),
    "leaves its folder": Case(
        NETWORK + ("import os\nos.chdir('/')\nopen('unstuck-was-here', 'w').write('x')\n"),
        "healthy",
        "true gradient",
        0,
    ),
    "starts threads": Case(
        NETWORK
        + "import threading, time\nfor i in range(3): threading.Thread(target=time.sleep, args=(600,)).start()\n",
        "healthy",
        "true gradient",
        0,
    ),
    "handles signals": Case(
        NETWORK
        + "import signal, atexit\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\natexit.register(lambda: 1 / 0)\n",
        "healthy",
        "true gradient",
        0,
    ),
}


@dataclass(frozen=True)
class Seen:
    """What the command said of a script, and what had become of its folder."""

    code: int
    record: dict[str, Any]
    said: str
    changes: list[str]


def state(folder: Path) -> dict[str, Any]:
    """List all that is in a folder, with contents, rights and times of change."""
    return {
        str(p.relative_to(folder)): (p.read_bytes() if p.is_file() else None, p.stat().st_mode, p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
    }


def put(folder: Path, case: Case) -> Path:
    """Write a script and its neighbours."""
    (folder / "sub").mkdir(parents=True)
    (folder / "data.csv").write_text("1,2\n3,4\n")
    (folder / "sub" / "deep.txt").write_text("deep")
    script = folder / "net.py"
    script.write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    return script


def command(scripts: list[Path], options: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", "from unstuck.cli import main; main()", "check", *map(str, scripts)]
    words += ["--format", "json", "--no-proof", "--jobs", "2", *options]
    return subprocess.run(words, capture_output=True, timeout=150, stdin=subprocess.DEVNULL, check=False, text=True)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """Run all scripts, those of one exit code by one command."""
    found: dict[str, Seen] = {}
    groups: dict[Any, list[str]] = {}
    for name, case in CASES.items():  # what is refused is refused before anything runs: one by one
        groups.setdefault((case.code, case.options, name if case.code == 2 else ""), []).append(name)
    for (_, options, _), names in groups.items():
        folder = tmp_path_factory.mktemp("hostile")
        scripts = [put(folder / str(i), CASES[name]) for i, name in enumerate(names)]
        before = state(folder)
        done = command(scripts, options)
        after = state(folder)
        changes = sorted(p for p in {*before, *after} if before.get(p) != after.get(p))
        records = (json.loads(done.stdout)["scripts"] if done.stdout else []) or [{}] * len(names)
        for i, (name, record) in enumerate(zip(names, records, strict=True)):
            mine = [p for p in changes if p.split("/")[0] == str(i)]
            found[name] = Seen(done.returncode, record, done.stderr, mine)
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_script_gets_a_clear_answer_and_changes_nothing(seen: dict[str, Seen], name: str) -> None:
    case, got = CASES[name], seen[name]
    assert got.changes == []
    assert "Traceback" not in got.said
    if case.code == 2:
        assert got.code == 2, got.said
        assert re.search(case.message, got.said)
        return
    assert got.record["verdict"] == case.verdict, got.record["message"]
    assert re.search(case.message, got.record["message"], re.DOTALL), got.record["message"]
    assert got.code == case.code
    assert case.noted in " ".join(got.record["left_out"])
    assert case.printed in got.record["printed"]


def test_nothing_is_left_in_the_folder_of_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    done = command([put(tmp_path / "folder", CASES["writes files"])], ())
    assert done.returncode == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_change_would_be_seen(tmp_path: Path) -> None:
    put(tmp_path / "a", CASES["empty"])
    before = state(tmp_path)
    (tmp_path / "a" / "data.csv").write_text("1,2\n3,5\n")
    assert state(tmp_path) != before


def test_no_process_outlives_the_examination(tmp_path: Path) -> None:
    """A child that cannot be interrupted is stopped with all that it started."""
    text = (
        "import time\n"
        "print('MARK-unstuck-test')\n"
        "while True:\n"
        "    try: time.sleep(60)\n"
        "    except BaseException: pass\n"
    )
    script = put(tmp_path / "folder", Case(text, "", "", 3))
    done = command([script], ("--timeout", "0.5"))
    assert done.returncode == 3
    alive = [p for p in Path("/proc").glob("[0-9]*/cmdline") if str(script).encode() in _read(p)]
    assert alive == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended since
        return b""
