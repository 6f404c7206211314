"""Hold every figure of the default runs against every profile, width and language.

Prints each fault. What is too large for a place of publication (a long table on a slide) is kept in
tests/figures/too_large.yml with `--write`; `ascn export` refuses the same figures there.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml

from analysis import data, paths, workbook
from analysis.charts import theme
from analysis.charts.chart import Chart, kept, render
from analysis.charts.layout import LabelsDoNotFitError, layout_faults
from analysis.charts.theme import Profile
from analysis.charts.words import LANGUAGES, PSEUDO, Words

TOO_LARGE = Path("tests/figures/too_large.yml")
ABOUT = (
    "# Figures that a place of publication has no room for; written by scripts/check_layouts.py.\n"
)


def places() -> dict[str, Profile]:
    """Give every profile at its usual and its least width: "nature", "nature 89 mm"."""
    found = {}
    for name in theme.profile_names():
        profile = found[name] = theme.read_profile(name)
        least = min(profile.width_mm, *profile.widths_mm, *(profile.width_range_mm or ()), 1e9)
        if least < profile.width_mm:
            found[f"{name} {least:g} mm"] = profile.at_width(least)
    return found


def faults_of(chart: Chart, profile: Profile, language: str) -> list[str]:
    """Name what cannot be read of a chart in a profile and language."""
    records = data.read_sources()
    try:
        figure = render(chart, profile, Words(language), [records[s] for s in chart.sources])
    except LabelsDoNotFitError as error:
        return [str(error)]
    return layout_faults(figure)


def languages(place: str) -> tuple[str, ...]:
    """Figures of the house are held in a third, longer language too: words may grow."""
    return (*LANGUAGES, PSEUDO) if place == "workbook" else LANGUAGES


def check(path: Path) -> list[tuple[str, str]]:
    """Print the faults of one figure and give the places that have no room for it."""
    name, chart = f"{path.parent.name}/{path.stem}", kept(path)
    found = []
    for place, profile in places().items():
        for language in languages(place):
            faults = faults_of(chart, profile, language)
            if faults:
                found.append((place, name))
                print(f"{name}, {place}, {language}: {len(faults)}: {faults[0]!r}", flush=True)
    return found


def main(root: Path) -> None:
    """Check all figures; with --write, keep what is too large for where."""
    with ProcessPoolExecutor() as pool:
        found = sorted(
            {each for faults in pool.map(check, workbook.default_charts()) for each in faults}
        )
    print(f"{len(found)} pairs of place and figure are too large")
    if "--write" in sys.argv:
        listed = {place: [name for at, name in found if at == place] for place, _name in found}
        (root / TOO_LARGE).write_text(ABOUT + yaml.safe_dump(listed), encoding="utf-8")


if __name__ == "__main__":
    main(paths.project_root())
