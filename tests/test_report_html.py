"""The page: complete, small, alone, and nothing in it that a script could have put there to be run."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import threading
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from unstuck import report as reports
from unstuck.doctor.findings import (
    Edit,
    Evidence,
    Finding,
    Fix,
    GradientRole,
    Measurements,
    ParameterRole,
    Proof,
    Report,
    Roles,
    ScriptReport,
    Span,
    ValueRole,
)
from unstuck.doctor.pictured import Curve, LayerPicture, LayerSpread, Pictures, Spread, StepMap
from unstuck.report import svg
from unstuck.report.html import LIMIT
from unstuck.report.inline import prose
from unstuck.report.listing import coloured
from unstuck.report.scale import axis_for, spark
from unstuck.report.text import write_full

SOURCE = """import numpy as np

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=0, keepdims=True)  # <b>& "quoted"</b>

for epoch in range(300):
    delta = (p - T) / len(X)
    b2 -= 0.5 * delta
""" + "".join(f"print({i})\n" for i in range(60))
NASTY = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{ 7 * 7 }}\x1b[31m\u202e&amp;"
FIX = Fix("Sum over the classes: axis=1", "safe", (Edit(Span(5, 22, 5, 28), "axis=1"),))
FINDING = Finding(
    "U301",
    "softmax-over-samples",
    "proved",
    Span(5, 12, 5, 44),
    "The softmax runs over the 60 samples: `e.sum(axis=0)`.",
    "The samples compete.\n\n    p_k = exp(z_k) / sum_j exp(z_j)\n\nSum over the classes.",
    (Evidence("sum of each row", "0.001 to 3.1", "1"),),
    fix=FIX,
)
RUNS = tuple(
    Curve(repaired, seed, (0, 10, 20), (2.3, None, 0.3), (0.1, 0.2, 0.9), 0.1, ((5, 1), (2, 8)))
    for repaired in (False, True)
    for seed in range(3)
)
SIDE = Measurements((2.3, 2.3, None), (0.1, 0.1, 0.1), gradient_agrees=False)
PROOF = Proof(
    (0, 1, 2),
    "accuracy",
    SIDE,
    replace(SIDE, score=(0.9, 0.9, 0.9)),
    proved=True,
    message="It learns better.",
    runs=RUNS,
)
PICTURES = Pictures(
    (LayerPicture("W1", 4, 60, "tanh"), LayerPicture("W2", 60, 3, "softmax")),
    (StepMap(1, (2, 2), ((1, -100), (5, 0)), ((1, 100), (5, 0)), ((0, -100), (0, 0))),),
    (LayerSpread("tanh", -1.0, 1.0, Spread((500, 500), 0.0, None), Spread((900, 100), 0.97, None)),) * 2,
    RUNS[0],
    missing=("a map",),
)
SCRIPT = ScriptReport(
    "net.py",
    "faulty",
    "In a word.",
    Roles(
        "4-60-3, tanh → softmax",
        (ParameterRole("W1", (4, 60), 2),),
        ValueRole("cost", 3, "categorical cross-entropy"),
        ValueRole("p", 4, shape=(60, 3)),
        0.5,
        60,
    ),
    (
        GradientRole("b", 1.0, 1.0, agrees=True),
        GradientRole("W1", -0.04, 0.55, agrees=False),
        GradientRole("c", None, None, agrees=False),
    ),
    (FINDING,),
    "--- a/net.py\n+++ b/net.py\n@@ -5 +5 @@\n-    a\n+    b\n",
    "epoch 1\n",
    ("the loop on line 7 was cut after 4 turns",),
    PROOF,
    pictures=PICTURES,
)


@pytest.fixture(autouse=True)
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "net.py"


def everywhere(text: str, path: str = "net.py") -> ScriptReport:
    """Make a report in which each text of the user's is the same."""
    finding = replace(
        FINDING,
        message=text,
        explanation=f"{text}\n\n    {text}",
        evidence=(Evidence(text, text, text),),
        fix=replace(FIX, title=text, edits=(replace(FIX.edits[0], text=text),)),
    )
    roles = replace(
        SCRIPT.roles,
        summary=text,
        parameters=(ParameterRole(text, (4, 60), 2),),
        loss=ValueRole(text, 3, text),
        output=ValueRole(text, 4, shape=(60, 3)),
    )
    pictures = replace(
        PICTURES,
        layers=(LayerPicture(text, 4, 60, text),),
        spreads=tuple(replace(spread, activation=text) for spread in PICTURES.spreads),
        ended=text,
        missing=(text,),
    )
    return replace(
        SCRIPT,
        path=path,
        message=text,
        roles=roles,
        gradients=(GradientRole(text, 0.5, 1.0, agrees=False),),
        findings=(finding,),
        diff=f"+{text}\n",
        printed=text,
        left_out=(text,),
        proof=replace(PROOF, message=text),
        pictures=pictures,
    )


def page_of(*scripts: ScriptReport) -> str:
    return reports.render(Report(1.25, scripts), "html")


class Reader(HTMLParser):
    """Reads a page: that its tags are closed in order, their attributes, and the text under each heading."""

    VOID = ("meta", "link", "img", "br")
    DRAWN = ("line", "rect", "circle", "path", "polyline")

    def __init__(self, page: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "h2":
            self.headings.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.DRAWN
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "h2" in self.open:
            self.headings[-1] += data


SECTIONS = [
    "The network, as we understood it",
    "The code",
    "Each step against the true gradient",
    "How training went",
    "Inside the layers",
    "Which answers each class got",
    "What was checked, and what could not be",
]


def test_the_page_has_its_parts_in_order() -> None:
    page = Reader(page_of(SCRIPT))
    assert page.headings == SECTIONS
    for said in (
        "net.py is faulty.",
        "In a word.",
        "e.sum(axis=0)",
        "The samples compete.",
        "0.001 to 3.1",
        "It learns better.",
    ):
        assert said in page.text
    assert "✗ 92.3° off: sideways" in page.text
    assert "does not move" in page.text
    assert "saturated answers: 0 % at the start, 97 % at the end" in page.text
    assert "the loop on line 7 was cut" in page.text
    assert "a map" in page.text


def test_the_finding_stands_below_its_line_with_the_repair_beside() -> None:
    text = Reader(page_of(SCRIPT)).text
    text = " ".join(text[text.index("The code") :].split())
    line, message, minus, plus = (
        text.index(part)
        for part in (
            "5 return e / e.sum(axis=0, keepdims=True)",
            "The softmax runs",
            "- return e / e.sum(axis=0, keepdims=True)",
            "+ return e / e.sum(axis=1, keepdims=True)",
        )
    )
    assert line < message < minus < plus < text.index("for epoch in range(300)")


def test_a_second_finding_of_a_kind_is_told_in_short() -> None:
    page = page_of(replace(SCRIPT, findings=(replace(FINDING, span=Span(8, 13, 8, 18)), FINDING)))
    first, second = page.index("Why it does not learn</h4>"), page.index("Why it does not learn: as above")
    assert page.index('id="s1-f2"') < first < page.index('id="s1-f1"') < second


def test_code_far_from_a_finding_is_folded_but_not_a_few_lines() -> None:
    summaries = re.findall("<summary>(lines [^:]*)", page_of(SCRIPT))
    assert summaries == ["lines 12 to 69"]
    few = replace(SCRIPT, findings=(FINDING, replace(FINDING, span=Span(23, 1, 23, 3))))
    assert re.findall("<summary>(lines [^:]*)", page_of(few)) == ["lines 30 to 69"]
    assert re.findall("<summary>(lines [^:]*)", page_of(replace(SCRIPT, findings=()))) == ["lines 1 to 69"]


def test_the_place_is_marked_in_the_code() -> None:
    page = page_of(SCRIPT)
    marked = "".join(html.unescape(re.sub("<[^>]+>", "", part)) for part in re.findall("<mark>(.*?)</mark>", page))
    assert marked == SOURCE.split("\n")[4][11:43]


def test_sections_without_data_are_left_out_and_the_end_says_why() -> None:
    bare = replace(
        SCRIPT, pictures=Pictures(missing=("there is nothing to draw",)), proof=None, gradients=(), roles=Roles()
    )
    page = Reader(page_of(bare))
    assert page.headings == ["The code", SECTIONS[-1]]
    assert "there is nothing to draw" in page.text
    assert "no repair was proved" in page.text


def test_a_script_with_suspicions_is_not_called_healthy() -> None:
    suspected = replace(SCRIPT, verdict="healthy", findings=(replace(FINDING, certainty="suspected"),))
    assert '<section class="verdict suspected">\n<h1>net.py has no certain fault.</h1>' in page_of(suspected)
    assert "net.py has no certain fault. In a word." in write_full(Report(0, (suspected,)))
    assert "healthy: no fault found" in write_full(Report(0, (replace(suspected, findings=()),)))


@pytest.mark.parametrize("verdict", ["healthy", "inconclusive", "crashed"])
def test_other_verdicts_and_lost_files(verdict: str, net: Path) -> None:
    net.unlink()
    script = replace(SCRIPT, verdict=verdict, findings=() if verdict == "healthy" else (FINDING,))
    page = Reader(page_of(script))
    assert "The source could not be read." in page.text or verdict != "healthy"
    assert "epoch 1" in page.text


def test_nothing_of_the_users_becomes_markup() -> None:
    path = "ne<img src=x onerror=alert(1)>t.py"
    Path(path).write_text(f"x = {NASTY!r}\n# {NASTY}\n" + SOURCE)
    page = page_of(everywhere(NASTY, path))
    known = {tag for tag, _ in Reader(page_of(SCRIPT)).tags}
    read = Reader(page)
    assert {tag for tag, _ in read.tags} <= known
    assert not [attrs for _, attrs in read.tags if any(name.startswith("on") for name in attrs)]
    assert all(attrs["src"].startswith("data:image/png;base64,") for tag, attrs in read.tags if tag == "img")
    assert "{{ 7 * 7 }}" in read.text
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_check_for_markup_sees_a_text_that_is_not_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unstuck.report.inline.quoted", lambda text: text)
    tags = {tag for tag, _ in Reader(page_of(everywhere("<video></video>"))).tags}
    assert "video" in tags


def test_the_page_is_alone() -> None:
    for page in (page_of(SCRIPT), page_of(everywhere("http://example.org"))):
        for _, attrs in Reader(page).tags:
            for name in ("src", "href", "action", "srcset", "data"):
                assert (attrs.get(name) or "data:").startswith(("data:", "#"))
        assert not re.search(r"@import|url\(|<script", page)
    assert "://" not in page_of(SCRIPT)


def test_the_page_stays_small(net: Path) -> None:
    net.write_text(SOURCE + "x = [" + "1, " * 100_000 + "]\n" + "y = f(x, 'text', 1.5)  # and a comment\n" * 20_000)
    assert len(page_of(SCRIPT).encode()) < LIMIT
    net.write_text(SOURCE + "y = f(x, 'text', 1.5)  # and a comment\n" * 1000)
    assert len(page_of(*[SCRIPT] * 12).encode()) < LIMIT
    assert len(page_of(everywhere("x" * 100_000)).encode()) < LIMIT


def test_several_scripts_have_a_list_and_ids_of_their_own() -> None:
    page = Reader(page_of(SCRIPT, replace(SCRIPT, path="other.py"), replace(SCRIPT, verdict="healthy", findings=())))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids)) == 5
    links = [attrs["href"][1:] for tag, attrs in page.tags if tag == "a"]
    assert set(links) <= set(ids)


def test_no_script_at_all_is_a_page_too() -> None:
    assert "none examined" in Reader(page_of()).text


def test_a_report_keeps_its_pictures_through_json() -> None:
    import json

    assert ScriptReport.from_json(json.loads(json.dumps(SCRIPT.as_json()))) == SCRIPT


HOSTILE = """
import numpy as np
print("<script>alert(1)</script> \\x1b[31m")
rng = np.random.default_rng(0)
X = rng.normal(size=(60, 2))
T = (X[:, :1] > 0).astype(float)
P = {"<img src=x onerror=alert(1)>": rng.normal(size=(2, 4)), "</style><script>": rng.normal(size=(4, 1))}
for _ in range(50):
    h = np.tanh(X @ P["<img src=x onerror=alert(1)>"])
    p = 1 / (1 + np.exp(-(h @ P["</style><script>"])))
    d = (p - T) / len(X)
    P["</style><script>"] -= 0.5 * h.T @ d
    P["<img src=x onerror=alert(1)>"] -= 0.5 * X.T @ (d @ P["</style><script>"].T)
"""


def test_a_hostile_script_from_one_end_to_the_other(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from unstuck.cli import app

    name = "a<b onclick=alert(1)>.py"
    Path(name).write_text(HOSTILE)
    out = tmp_path / "report.html"
    result = CliRunner().invoke(app, ["check", name, "--format", "html", "--output", str(out), "--no-proof"])
    assert result.exit_code == 1, result.output
    page = out.read_text(encoding="utf-8")
    read = Reader(page)
    assert read.headings == SECTIONS
    assert "<script>alert(1)</script> \\x1b[31m" in read.text
    assert "P['<img src=x onerror=alert(1)>']" in read.text
    assert not [attrs for _, attrs in read.tags if any(attribute.startswith("on") for attribute in attrs)]
    assert "<script" not in page


def test_a_page_for_the_eyes_of_a_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from unstuck import doctor_cli
    from unstuck.errors import InputError

    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(InputError, match=r"--output report\.html"):
        doctor_cli.check([Path("net.py")], style="html")


# --- parts ---------------------------------------------------------------------------------------------------------


def test_lines_are_coloured_one_by_one() -> None:
    lines = [
        "def f(x):",
        '    """Say <b>',
        "    more.\t\x1b[2J",
        '    """',
        "    return 'a' + wrong",
        "",
        "\x0c\r# end",
    ]
    shown = coloured(lines, [Span(5, 18, 5, 23)])
    assert len(shown) == len(lines)
    plain = [html.unescape(re.sub("<[^>]+>", "", line)) for line in shown]
    assert plain == [*lines[:2], "    more.\t\\x1b[2J", *lines[3:6], "\\x0c␍# end"]
    assert "<mark>wrong</mark>" in shown[4]
    assert '<span class="k">def</span>' in shown[0]


@pytest.mark.parametrize("source", ["", "def (:", "x = '''", "\x00", "ä = 汉字 # 🙂"])
def test_any_text_can_be_coloured(source: str) -> None:
    assert len(coloured(source.split("\n"))) == 1


def test_code_in_a_sentence() -> None:
    assert prose("Write `a < b` or ``.") == "Write <code>a &lt; b</code> or <code></code>."
    assert prose("one ` alone <") == "one ` alone &lt;"


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([0.1, 0.9], True, (0, 1, False)),
        ([2.0, 2.1], False, (2.0, 2.1, False)),
        ([0.5, 2.0], False, (0.0, 2.0, False)),
        ([0.001, 1e30], False, (0.001, 1e30, True)),
        ([3.0], False, (1.5, 4.5, False)),
        ([0.0, 0.0], False, (-0.5, 0.5, False)),
    ],
)
def test_axes(values: list[float], percent: bool, expected: tuple[float, float, bool]) -> None:
    axis = axis_for(values, percent)
    assert (axis.low, axis.high, axis.logarithmic) == expected
    assert all(0 <= axis.share(value) <= 1 for value in values)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.00426, "0.0043"), (629.4, "629"), (1e-4, "1e-04"), (1e30, "1e+30")],
)
def test_numbers_beside_an_axis_are_short(value: float, text: str) -> None:
    assert axis_for([0.0, 1.0], percent=False).text(value) == text


def test_sparks() -> None:
    axis = axis_for([0.0, 8.0], percent=False)
    assert spark([0, 1, 2, 3, 4, 5, 6, 7, 8], axis, 40) == "▁▂▃▄▅▆▇██"
    assert spark(list(range(9)), axis, 3) == "▃▆█"
    assert spark([None, 8.0], axis, 2) == " █"


def test_in_a_terminal_there_are_small_pictures_too() -> None:
    text = write_full(Report(0, (SCRIPT,)))
    assert "How training went, from the first update to the last" in text
    assert "loss, as it is       █ ▂   2.3 → 0.3" in text
    assert "loss, repaired" in text
    assert "layer 1, saturated   ▁█    0 % → 97 %" in text
    assert "How training went" not in write_full(Report(0, (replace(SCRIPT, proof=None, pictures=Pictures()),)))


def test_a_curve_is_broken_where_it_is_no_number() -> None:
    drawn = svg.chart("t", [Curve(False, 0, (0, 1, 2, 3, 4), (1.0, 2.0, None, 3.0, 4.0), ())], "loss", percent=False)
    assert drawn.count("<polyline") == 2
    assert svg.chart("t", [Curve(False, 0, (0,), (None,), ())], "loss", percent=False) is None


@pytest.mark.parametrize(("cosine", "kind"), [(1.0, "good"), (-1.0, "bad"), (0.0, "bad"), (None, "dot")])
def test_dials(cosine: float | None, kind: str) -> None:
    assert kind in svg.dial(cosine)


# --- in a browser --------------------------------------------------------------------------------------------------

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MEASURE = """<!DOCTYPE html><link rel="icon" href="data:,"><body><script>
const frame = document.createElement("iframe");
frame.style.cssText = "width: {width}px; height: 600px; border: 0";
frame.onload = () => {{
  const page = frame.contentDocument.documentElement;
  const over = page.scrollWidth - page.clientWidth;
  const headings = [...frame.contentDocument.querySelectorAll("h2")];
  const hidden = headings.filter(h => h.getBoundingClientRect().height < 5).length;
  document.title = `over=${{over}} hidden=${{hidden}}`;
  document.body.append(document.title);
}};
frame.src = "page.html";
document.body.append(frame);
</script>"""


@pytest.fixture
def site(tmp_path: Path):
    """Serve the folder, so that one page may look into another. Gives address and requests."""
    asked = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def browse(address: str, folder: Path) -> tuple[str, str]:
    """Open a page. Returns the document after its scripts, and what was written to the console."""
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, "\n".join(line for line in done.stderr.split("\n") if "CONSOLE" in line)


needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here to open the page in")


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [380, 1100])
def test_a_browser_has_nothing_to_complain_about(width: int, tmp_path: Path, site) -> None:
    long = replace(everywhere(NASTY), gradients=SCRIPT.gradients)
    (tmp_path / "page.html").write_text(page_of(SCRIPT, long, everywhere("x" * 300)), encoding="utf-8")
    (tmp_path / "measure.html").write_text(MEASURE.format(width=width))
    address, asked = site
    document, console = browse(f"{address}/measure.html", tmp_path)
    assert console == ""
    assert set(asked) == {"/measure.html", "/page.html"}
    assert "over=0 hidden=0" in document


@needs_browser
@pytest.mark.slow
def test_the_measurement_sees_a_page_that_is_too_wide_and_an_error(tmp_path: Path, site) -> None:
    planted = '<h2>a</h2><div style="width: 900px">b</div><img src="none.png"><script>nothing()</script>'
    (tmp_path / "page.html").write_text(planted)
    (tmp_path / "measure.html").write_text(MEASURE.format(width=380))
    address, asked = site
    document, console = browse(f"{address}/measure.html", tmp_path)
    assert "over=" in document
    assert "over=0 " not in document
    assert "/none.png" in asked
    assert "nothing is not defined" in console
