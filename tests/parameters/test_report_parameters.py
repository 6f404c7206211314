import pytest

from analysis.parameters import ParameterError, check_parameters, run_name


@pytest.mark.parametrize(
    ("notebook", "given", "name"),
    [
        ("country_report", {}, "country_report__country-IDN"),
        ("country_report", {"country": "BRN"}, "country_report__country-BRN"),
        ("city_report", {"city": "dili"}, "city_report__city-dili"),
        (
            "city_report",
            {"language": "id", "city": "makassar"},
            "city_report__city-makassar__language-id",
        ),
    ],
)
def test_a_reports_run_is_always_named_by_its_subject(notebook, given, name):
    assert run_name(notebook, check_parameters(notebook, given)) == name


@pytest.mark.parametrize(
    ("notebook", "given", "named"),
    [
        ("country_report", {"country": "XYZ"}, ["'XYZ' is not allowed", "'BRN'", "'VNM'"]),
        ("city_report", {"city": "medan"}, ["'medan' is not allowed", "'dili'", "'yangon'"]),
        ("city_report", {"town": "dili"}, ["town: unknown", "city"]),
        ("city_report", {"as_of": "2020-01-01"}, ["2022-09-21"]),
        ("10_indonesia", {"countries": ["SGP"]}, ["IDN"]),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(notebook, given, named):
    with pytest.raises(ParameterError) as error:
        check_parameters(notebook, given)
    assert all(part in str(error.value) for part in named)
