from analysis.charts.report_page import markdown_html, page_html


def test_raw_html_in_a_paragraph_is_escaped():
    assert "<script>" not in markdown_html("A <script>alert(1)</script> name")


def test_a_page_has_its_language_title_and_pieces_in_order():
    page = page_html("id", "Kota & negara", ["<h1>a</h1>", "<p>b</p>"])
    assert '<html lang="id">' in page
    assert "<title>Kota &amp; negara</title>" in page
    assert page.index("<h1>a</h1>") < page.index("<p>b</p>")
