"""The page of all figures, as a person meets it in a browser."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from analysis.charts.bars import bars
from analysis.charts.chart import Chart, publish
from analysis.charts.gallery import write_gallery
from analysis.charts.words import Words
from analysis.charts.words import message as _

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--virtual-time-budget=20000",
]
# Acts as a reader would, and leaves what happened in the page for the test to read.
READER = """
<script>
addEventListener("load", () => {
  const images = [...document.images];
  const shown = () => document.querySelectorAll("li[data-words]:not([hidden])").length;
  const choose = (field, value) => {
    document.getElementById(field).value = value;
    document.getElementById(field).dispatchEvent(new Event("input"));
    return shown();
  };
  document.body.dataset.seen = JSON.stringify({
    all: shown(),
    searched: choose("search", "MARKUP"),
    said: document.getElementById("count").textContent,
    none: choose("search", "no such words"),
    cleared: choose("search", ""),
    language: choose("language", "id"),
    drawn: images.filter(image => image.naturalWidth > 0).length,
    described: images.filter(image => image.alt.length > 20).length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    planted: document.querySelectorAll("b").length,
  });
});
</script>
"""


@dataclass(frozen=True)
class SourceStub:
    id: str = "s"
    short: str = "Report 2025"
    title: str = "Projects & <b>cities</b>"
    publisher: str = "ASEAN Secretariat"
    edition: str = "30 September 2025"
    licence: str = "quoted with acknowledgement"
    url: str = ""
    redistributable: bool = True


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """A gallery of two figures, in two languages, with markup in their words."""
    figures = tmp_path_factory.mktemp("figures")
    table = pd.DataFrame({"city": ["<b>Ipoh</b>", "Medan"], "projects": [3, 5]})
    for language, title in (("en", _("<b>Markup</b> in a title")), ("id", _("Projects"))):
        chart = Chart(
            form=bars, table=table, title=title, subtitle=title, takeaway=title, sources=("s",),
            n=2, n_of=2, counted=_("cities"),
            options={"category": "city", "value": "projects"},
        )  # fmt: skip
        run = f"01_cities__language-{language}"
        about = {"notebook": "01_cities", "run": run}
        publish(chart, figures / run, "projects", Words(language), [SourceStub()], about)
    return write_gallery(figures)


def test_every_file_that_the_page_links_to_is_there(page):
    linked = re.findall(r'(?:href|src)="([^"]+)"', page.read_text())
    assert len(linked) == 12
    assert [link for link in linked if not (page.parent / link).is_file()] == []


def test_the_page_loads_nothing_from_elsewhere(page):
    assert not re.search(r'(?:href|src)="(?:https?:)?//', page.read_text())


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_can_browse_and_choose_figures(page, width, tmp_path):
    seen = browse(page, width, tmp_path)
    assert seen["drawn"] == seen["described"] == seen["all"] == seen["cleared"] == 2
    assert seen["searched"] == 1
    assert seen["said"] == "1 shown"
    assert seen["none"] == 0
    assert seen["language"] == 1
    assert seen["overflow"] <= 0
    assert seen["planted"] == 0, "markup from the data became part of the page"


def browse(page: Path, width: int, profile: Path) -> dict:
    acted = page.with_name("acted.html")
    eager = page.read_text().replace('loading="lazy"', "")  # all are there when the page is
    acted.write_text(eager.replace("</body>", READER + "</body>"))
    command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},900"]
    done = subprocess.run(
        [*command, "--dump-dom", acted.as_uri()], capture_output=True, text=True, timeout=120
    )
    found = re.search(r'data-seen="([^"]*)"', done.stdout)
    assert found, done.stderr[-2000:]
    return json.loads(html.unescape(found.group(1)))
