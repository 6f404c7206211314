import pytest

from analysis.brief.binding import examine
from analysis.brief.pandoc import plain, walk


def faults_of(text, material):
    return examine(text, "brief.md", material)[1]


def words_of(text, material):
    bound, faults = examine(text, "brief.md", material)
    assert faults == []
    return plain(bound.tree["blocks"])


def test_a_value_takes_the_place_of_its_name(material):
    assert words_of("There are {{members}} cities.", material) == "There are 3 cities."
    assert words_of("*In {{states}}*.", material) == "In Indonesia and Singapore."
    assert words_of("At {{day}}", material) == "At 31 January 2026"


@pytest.mark.parametrize(
    "text",
    [
        "There are 3 cities.",
        "# The 3 cities",
        "*Some 3rd* city",
        "- one\n- 2 cities",
        "> a 5 % share",
    ],
)
def test_an_unbound_digit_stops_the_build(material, text):
    (fault,) = faults_of(text, material)
    assert "is no bound value" in fault
    assert text.strip("#*-> ").split("\n")[0][:4].strip("*") in fault or "2 cities" in fault


@pytest.mark.parametrize(
    "text",
    ["Under CC BY 4.0.", "As printed [@asean2025, p. 12].", "`code 3`", "<https://asean.org/2025>"],
)
def test_names_citations_code_and_addresses_may_hold_digits(material, text):
    assert faults_of(text, material) == []


def test_an_allowed_name_does_not_excuse_other_digits(material):
    assert len(faults_of("Under CC BY 4.01.", material)) == 1


def test_a_value_that_does_not_exist_is_named_with_its_sentence(material):
    (fault,) = faults_of("All is well. There are {{mmbers}} cities. So be it.", material)
    assert "no value 'mmbers'" in fault
    assert "“There are {{mmbers}} cities.”" in fault


def test_a_flipped_verdict_is_named_with_its_sentence(material):
    (fault,) = faults_of('[Two were counted.]{claim="FAT-02" verdict="holds"}', material)
    assert "claim FAT-02 is judged “superseded”, the sentence expects “holds”" in fault
    assert "“Two were counted.”" in fault


def test_an_unknown_claim_is_named(material):
    (fault,) = faults_of('[So it is.]{claim="FAT-99" verdict="holds"}', material)
    assert "no claim FAT-99" in fault


def test_an_unknown_citation_key_is_named(material):
    (fault,) = faults_of("So it is said [@asean1999]. Or not.", material)
    assert "no source @asean1999" in fault
    assert "So it is said" in fault


def test_a_reference_to_a_figure_that_is_not_there_is_named(material):
    (fault,) = faults_of("As @fig:none shows.", material)
    assert "no figure or table @fig:none" in fault


def test_a_figure_without_alt_text_is_named(material):
    material.pictures["01_membership/few"].alt_text = " "
    (fault,) = faults_of('::: {#fig:a .figure chart="01_membership/few"}\n:::', material)
    assert "01_membership/few has no alt text" in fault


def test_a_figure_that_was_not_drawn_is_named(material):
    (fault,) = faults_of('::: {#fig:a .figure chart="01_membership/none"}\n:::', material)
    assert "01_membership/none" in fault
    assert "ascn run" in fault


def test_an_image_beside_the_figures_is_refused(material):
    assert "a figure is a .figure block" in faults_of("![words](picture.png)", material)[0]


def test_all_faults_are_said_at_once(material):
    text = "There are 3.\n\nAnd {{none}}.\n\nAnd [@x]."
    assert len(faults_of(text, material)) == 3


def test_figures_and_tables_are_numbered_and_referred_to(material):
    text = (
        "See @tbl:b and @fig:a.\n\n"
        '::: {#fig:a .figure chart="01_membership/few"}\n:::\n\n'
        '::: {#tbl:b .table rows="cities"}\nCities.\n:::'
    )
    said = words_of(text, material)
    assert said.startswith("See Table\u00a01 and Figure\u00a01.")
    assert "Figure 1. Few cities." in said
    assert "Table 1. Cities." in said


def test_the_summary_keeps_what_is_marked_and_points_to_the_full_text(material):
    text = (
        "---\ntitle: T\nsubtitle: long\nsummary-subtitle: short\n---\n\n"
        "# One {.in-summary}\n\n::: {.in-summary}\nSee @fig:a.\n:::\n\n# Two\n\nRest.\n\n"
        '::: {#fig:a .figure chart="01_membership/few"}\n:::'
    )
    bound, faults = examine(text, "brief.md", material, summary=True)
    assert faults == []
    assert plain(bound.tree["blocks"]) == "OneSee Figure\u00a01 of the full brief."
    assert plain(bound.tree["meta"]["subtitle"]) == "short"
    assert bound.figures == {}


def test_each_bound_sentence_is_kept_for_the_chain(material):
    bound, _ = examine("We count. There are {{members}} cities.", "brief.md", material)
    assert bound.values == {"members": ["There are 3 cities."]}


def test_cells_of_tables_stay_text(material):
    text = '::: {#tbl:b .table rows="cities"}\nCities.\n:::'
    bound, _ = examine(text, "brief.md", material)
    kinds = {node["t"] for node in walk(bound.tree["blocks"])}
    assert not kinds & {"RawInline", "RawBlock", "Emph"}
    assert "<script>alert(1)</script> #emph[x]" in plain(bound.tree["blocks"])
