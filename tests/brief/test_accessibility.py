"""The published page under axe-core in a headless browser, where both are installed."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.brief.documents import DOCUMENTS, publish

CHECKOUT = Path(__file__).parents[2]
AXE = CHECKOUT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
RUN = """<script>
document.addEventListener("DOMContentLoaded", () => axe.run().then(found => {
  const said = document.createElement("pre");
  said.id = "found";
  said.textContent = JSON.stringify(found.violations.map(
    one => [one.id, one.help, one.nodes.map(node => node.html.slice(0, 200))]));
  document.body.append(said);
}));
</script>"""


def violations(page: Path) -> list[list[str]]:
    """Open a page in the browser, run axe-core on it, and read what it found."""
    tested = page.with_suffix(".axe.html")
    rules = f"<script>{AXE.read_text(encoding='utf-8')}</script>{RUN}</head>"
    text = page.read_text(encoding="utf-8")
    tested.write_text(text.replace("</head>", rules, 1), encoding="utf-8")
    command = [BROWSER, "--headless", "--disable-gpu", "--virtual-time-budget=20000"]
    command += ["--no-sandbox"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*command, "--dump-dom", tested.as_uri()], capture_output=True, text=True, timeout=60
    )
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, f"axe-core did not finish: {done.stderr[-500:]}"
    return json.loads(html.unescape(found[1]))


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.skipif(
    not AXE.is_file(), reason="needs axe-core: npm install --prefix build/axe axe-core@4.10.3"
)
def test_axe_finds_no_violation(project):
    page = next(path for path in publish(DOCUMENTS[:1]) if path.suffix == ".html")
    assert violations(page) == []


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.skipif(
    not AXE.is_file(), reason="needs axe-core: npm install --prefix build/axe axe-core@4.10.3"
)
def test_axe_does_find_a_picture_without_words(project):
    page = next(path for path in publish(DOCUMENTS[:1]) if path.suffix == ".html")
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r'(alt|aria-label)="[^"]*"', "", text), encoding="utf-8")
    assert "image-alt" in [found[0] for found in violations(page)]
