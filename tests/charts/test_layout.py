from matplotlib.figure import Figure

from analysis.charts.layout import layout_faults


def test_texts_over_one_another_are_found():
    figure = Figure(figsize=(4, 2))
    figure.text(0.5, 0.5, "Kuala Lumpur")
    figure.text(0.52, 0.5, "Putrajaya")
    assert layout_faults(figure) == ["'Kuala Lumpur' overlaps 'Putrajaya'"]


def test_a_text_that_is_cut_off_is_found():
    figure = Figure(figsize=(4, 2))
    figure.text(0.95, 0.5, "Bandar Seri Begawan")
    assert layout_faults(figure) == ["'Bandar Seri Begawan' leaves the figure"]


def test_a_tidy_figure_has_no_fault():
    figure = Figure(figsize=(4, 2), layout="constrained")
    axes = figure.subplots()
    axes.bar(["a", "b"], [1, 2])
    axes.set_ylim(0.5, 1.9)
    assert layout_faults(figure) == []


def test_slanted_texts_side_by_side_do_not_overlap():
    figure = Figure(figsize=(4, 4))
    for place in (0.1, 0.2, 0.3):
        figure.text(place, 0.1, "Brunei Darussalam", rotation=45, rotation_mode="anchor")
    assert layout_faults(figure) == []


def test_slanted_texts_over_one_another_are_found():
    figure = Figure(figsize=(4, 4))
    for place in (0.1, 0.11):
        figure.text(place, 0.1, "Brunei Darussalam", rotation=45, rotation_mode="anchor")
    assert len(layout_faults(figure)) == 1
