"""Seconds per figure in one language and profile, beside plain matplotlib drawing the same artists.

"Plain" makes a new figure with as many axes, ticks, lines, shapes and texts of the same kind, and
saves it in the same formats: nothing is measured, laid out or embedded. Times are CPU time of this
process, the least of several rounds, for other work on the machine must not count. The last line is
JSON.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.transforms import Transform
from rich.console import Console
from rich.table import Table

from analysis import data, paths
from analysis.charts import theme
from analysis.charts.chart import Chart, kept, render
from analysis.charts.export import file_bytes
from analysis.charts.theme import Profile
from analysis.charts.words import Words

TARGET = 1.3


def ours(chart: Chart, profile: Profile, words: Words, sources: list[Any]) -> Figure:
    """Draw a chart as the workbook does, in the formats of its profile."""
    figure = render(chart, profile, words, sources)
    for form in profile.formats:
        file_bytes(figure, form, profile)
    return figure


def plain(drawn: Figure, profile: Profile) -> None:
    """Draw what a figure shows with matplotlib alone, in the same formats."""
    with rc_context(theme.style(profile)):
        figure = Figure(figsize=drawn.get_size_inches(), dpi=drawn.dpi)
        FigureCanvasAgg(figure)
        for axes in drawn.axes:
            copy_axes(figure, axes)
        for text in drawn.texts:
            copy_text(figure, text)
        for legend in drawn.legends:
            figure.legend(legend.legend_handles, [t.get_text() for t in legend.get_texts()])
        for form in profile.formats:
            figure.savefig(io.BytesIO(), format=form, dpi=profile.dpi)


def copy_axes(figure: Figure, source: Axes) -> None:
    """Make axes at the same place, with the same ticks and artists."""
    axes: Any = figure.add_axes(source.get_position())
    axes.set_facecolor(source.get_facecolor())
    axes.set(xlim=source.get_xlim(), ylim=source.get_ylim())
    for side, spine in source.spines.items():
        axes.spines[side].set_visible(spine.get_visible())
    for axis, copied in ((source.xaxis, axes.xaxis), (source.yaxis, axes.yaxis)):
        labels = [label.get_text() for label in axis.get_ticklabels()]
        copied.set_ticks(axis.get_ticklocs(), labels)
        copied.set_visible(axis.get_visible())
    if not source.axison:
        axes.set_axis_off()
    for artist in source.get_children():
        copy_artist(figure, axes, source, artist)


def copy_artist(figure: Figure, axes: Any, source: Axes, artist: Any) -> None:
    """Make a line, shape, collection or text anew, in data units where it is in data units."""
    if not artist.get_visible() or artist in (source.patch, source.title):
        return
    if isinstance(artist, Text):
        copy_text(figure, artist)
    elif isinstance(artist, Line2D):
        line = Line2D(*artist.get_data(orig=False))
        line.update_from(artist)
        add(axes, source, line, artist.get_transform(), axes.add_line)
    elif isinstance(artist, Collection):
        copied = PathCollection(artist.get_paths(), facecolors=artist.get_facecolor())
        copied.set(edgecolor=artist.get_edgecolor(), linewidth=artist.get_linewidth())
        add(axes, source, copied, artist.get_transform(), axes.add_collection)
    elif hasattr(artist, "get_patch_transform") and artist not in source.spines.values():
        path = artist.get_patch_transform().transform_path(artist.get_path())
        shape = PathPatch(path)
        shape.update_from(artist)
        add(axes, source, shape, artist.get_data_transform(), axes.add_patch)


def add(axes: Any, source: Axes, artist: Any, was: Transform, how: Callable[[Any], Any]) -> None:
    """Put an artist into axes, in data units or at its place on the axes."""
    in_data = was.contains_branch(source.transData)
    artist.set_transform(axes.transData if in_data else axes.transAxes)
    artist.set_clip_on(False)
    how(artist)


def copy_text(figure: Figure, text: Text) -> None:
    """Write a text where it stands, without asking where."""
    if text.get_text() and text.get_visible():
        figure.text(0.5, 0.5, text.get_text(), size=text.get_fontsize(), weight=text.get_weight())


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Give the least CPU time that a piece of work took in several rounds."""
    taken = []
    for _round in range(rounds):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def measure(path: Path, profile: Profile, words: Words, rounds: int) -> tuple[float, float]:
    """Time one figure both ways."""
    chart, records = kept(path), data.read_sources()
    sources: list[Any] = [records[source] for source in chart.sources]
    figure = ours(chart, profile, words, sources)
    return (
        seconds(lambda: ours(chart, profile, words, sources), rounds),
        seconds(lambda: plain(figure, profile), rounds),
    )


def main() -> None:
    """Time every figure of the default runs and print a table and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="workbook")
    parser.add_argument("--lang", default="en")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    profile, words = theme.read_profile(given.profile), Words(given.lang)
    table = Table("figure", "seconds", "plain matplotlib", "ratio")
    times = []
    for path in sorted((paths.build() / "charts").glob("*/*.pickle")):
        if "__" in path.parent.name:
            continue
        own, bare = measure(path, profile, words, given.rounds)
        times.append((own, bare))
        name = f"{path.parent.name}/{path.stem}"
        table.add_row(name, f"{own:.2f}", f"{bare:.2f}", f"{own / bare:.2f}")
    own, bare = (sum(each) / max(len(times), 1) for each in zip(*times, strict=True))
    Console().print(table)
    result = {
        "benchmark": "figures",
        "profile": given.profile,
        "language": given.lang,
        "figures": len(times),
        "seconds_per_figure": round(own, 3),
        "plain_seconds_per_figure": round(bare, 3),
        "ratio": round(own / bare, 2),
        "target_ratio": TARGET,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
