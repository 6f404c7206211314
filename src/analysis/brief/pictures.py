"""Published figures as a text needs them: laid out anew for the brief, with their words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.charts.chart import kept, png_bytes, render, svg_text
from analysis.charts.theme import read_profile
from analysis.charts.words import Words


@dataclass(frozen=True)
class PublishedFigure:
    """A figure of a run, `run/figure`: its kept chart, and the sidecar that travels with it."""

    name: str
    sidecar: Mapping[str, Any]
    sidecar_path: Path
    chart: Path

    @property
    def caption(self) -> str:
        """Title, subtitle, n of N, what intervals are, and sources."""
        return str(self.sidecar["caption"])

    @property
    def alt_text(self) -> str:
        """What the figure shows, for those who do not see it."""
        return str(self.sidecar.get("alt_text", ""))

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The figure in the brief's profile, by suffix: svg and png."""
        profile = read_profile("brief")
        figure = render(kept(self.chart), profile, Words("en"))
        return {"svg": svg_text(figure).encode(), "png": png_bytes(figure, profile.dpi)}


class PublishedFigures(Mapping[str, PublishedFigure]):
    """Every figure that the runs have published, by `run/figure`."""

    def __init__(self) -> None:
        self._found: dict[str, PublishedFigure] = {}

    def __getitem__(self, name: str) -> PublishedFigure:
        if name not in self._found:
            sidecar = paths.figures() / f"{name}.json"
            chart = paths.build() / "charts" / f"{name}.pickle"
            if not (sidecar.is_file() and chart.is_file()):
                raise KeyError(name)
            about = json.loads(sidecar.read_text(encoding="utf-8"))
            self._found[name] = PublishedFigure(name, about, sidecar, chart)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        found = paths.figures().glob("*/*.json")
        return iter(sorted(f"{path.parent.name}/{path.stem}" for path in found))

    def __len__(self) -> int:
        return len(list(iter(self)))
