"""The section of features that stand in for an attribute, and its quadrant."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from evenhand.analyses.proxy import Effect, Proxy
from evenhand.report.options import Options
from evenhand.report.page import page
from evenhand.report.view.behind import of_row
from evenhand.report.view.proxies import MOST, proxies
from evenhand.report.view.quadrant import quadrant

EFFECT = Effect(gap=-0.187, gap_without=0.003, change=-0.19, low=-0.2, high=-0.18, expected=())
REGION = Proxy(
    id="y1",
    attribute="race",
    feature="region",
    group="Black",
    people=17_200,
    area_under_roc=0.8266,
    low=0.818,
    high=0.835,
    by_chance=0.51,
    p_value=0.002,
    importance=0.134,
    importance_low=0.124,
    importance_high=0.144,
    effect=EFFECT,
    level=0.95,
)
INCOME = replace(
    REGION,
    id="y2",
    feature="income",
    area_under_roc=0.498,
    low=0.487,
    high=0.509,
    p_value=1.0,
    importance=0.0509,
    importance_low=0.044,
    importance_high=0.057,
    effect=None,
)
HOBBY = replace(INCOME, id="y3", feature="hobby", importance=-0.001, importance_low=-0.003)
NAME = replace(HOBBY, id="y4", feature="name", area_under_roc=0.9, p_value=0.002)


@pytest.fixture
def sought(timed):
    return replace(timed, proxies=(INCOME, REGION, HOBBY, NAME))


def test_a_feature_that_stands_in_has_its_sentence(sought, look, plain):
    (sentence,) = look(proxies, sought).sentences
    assert plain(sentence) == (
        "The feature region stands in for race. Of two people, one of them Black and one not, it "
        "names the right one in 83 of 100 cases. In a model of the decisions Black lies 18.7 "
        "points below all others with it, and 0.3 points above them without it: \u221219.0 points "
        "of the gap go with it (\u221220.0 to \u221218.0)."
    )


def test_the_lead_counts_features_not_pairs(sought, look):
    assert look(proxies, sought).lead.endswith("One feature is shown to do both.")
    again = replace(REGION, id="y5", attribute="sex")
    assert "One feature is" in look(proxies, replace(sought, proxies=(REGION, again))).lead
    two = replace(sought, proxies=(REGION, replace(REGION, feature="town")))
    assert look(proxies, two).lead.endswith("Two features are shown to do both.")
    none = look(proxies, replace(sought, proxies=(INCOME,)))
    assert none.lead.endswith("No feature is shown to do both.")
    assert none.sentences == ()


def test_those_that_stand_in_come_first_then_those_that_tell(sought, look):
    found = look(proxies, sought)
    assert [(line.name, line.verdict) for line in found.lines] == [
        ("region", "stands in"),
        ("name", "tells it"),
        ("income", "matters only"),
        ("hobby", "neither"),
    ]


def test_a_line_has_every_figure_with_its_interval(sought, look, plain):
    line = look(proxies, sought).lines[0]
    assert (line.area.text, line.area.interval) == ("0.83", "0.82\u20130.83")
    assert (line.chance, line.p_value) == ("0.51", "0.002")
    assert (line.importance.text, line.importance.interval) == ("13.4", "12.4\u201314.4")
    assert (line.gap.text, line.without.text) == ("\u221218.7", "0.3")
    assert (line.change.text, plain(line.change.interval)) == (
        "\u221219.0",
        "\u221220.0 to \u221218.0",
    )
    assert line.feature.row == "y1"


def test_what_was_not_asked_says_so(sought, look):
    line = look(proxies, sought).lines[2]
    assert line.change.why == "asked only of features that stand in"


def test_a_feature_that_never_fails_has_no_interval(sought, look):
    sure = replace(REGION, area_under_roc=1.0, low=None, high=None)
    (line,) = look(proxies, replace(sought, proxies=(sure,))).lines
    assert (line.area.text, line.area.interval) == ("1.00", "")


def test_more_than_the_table_holds_are_counted(sought, look):
    found = look(proxies, replace(sought, proxies=(INCOME,) * (MOST + 3)))
    assert (len(found.lines), found.left_out) == (MOST, 3)


def test_where_none_were_looked_for_there_is_no_section(timed, look):
    assert look(proxies, timed) is None


def test_behind_a_feature_stands_how_well_it_tells(sought, look):
    found = look(of_row, sought, REGION, "")
    assert (found.metric, found.who) == (
        "Region, area under the ROC curve",
        "race: Black against all others",
    )
    assert (found.value, found.interval, found.p_value) == ("0.827", "0.818\u20130.835", "0.002")
    assert found.note == "by chance 0.510 in one case of twenty"


def test_the_quadrant_says_in_words_what_lies_on_the_upper_right():
    chart = quadrant((INCOME, REGION))
    assert chart.label == (
        "Scatter charts of features. On the upper right: region for race: area 0.83, importance "
        "13.4."
    )
    assert quadrant((INCOME,)).label.endswith("None lies on the upper right.")
    assert chart.grid.rows[0] == ("income", "race", "0.50", "5.1")


def test_a_point_that_stands_in_is_filled_and_a_negative_importance_is_drawn_as_none():
    points = {row["name"]: row for row in quadrant((INCOME, REGION, HOBBY)).data["rows"]}
    assert points["region"]["stands_in"]
    assert not points["income"]["stands_in"]
    assert points["hobby"]["importance"] == 0
    assert points["region"]["importance"] == pytest.approx(13.4)


def test_names_do_not_lie_over_each_other():
    many = [replace(HOBBY, id=f"y{i}", feature=f"x{i}") for i in range(8)]
    places = sorted(row["down"] for row in quadrant(many).data["rows"])
    assert min(b - a for a, b in pairwise(places)) >= 13.9


def test_of_very_many_features_the_most_telling_have_names():
    many = [replace(HOBBY, feature=f"x{i}", area_under_roc=0.5 + i / 1000) for i in range(30)]
    rows = quadrant(many).data["rows"]
    assert len(rows) == 30
    assert [row["name"] for row in rows if row["name"]] == [f"x{i}" for i in range(20, 30)]


def test_one_attribute_has_the_whole_width_and_no_more_than_six_are_drawn():
    assert (
        quadrant((REGION,)).settings["width"]
        > quadrant((REGION, replace(REGION, attribute="sex"))).settings["width"]
    )
    many = [replace(REGION, attribute=f"attribute {i}") for i in range(9)]
    assert len(quadrant(many).settings["order"]) == 6


def test_names_from_the_log_are_cut_and_cleaned():
    odd = replace(REGION, attribute="a" * 60, feature="<b>" + "x" * 60 + "\u202e")
    (row,) = quadrant((odd,)).data["rows"]
    assert len(row["name"]) <= 22
    assert len(row["attribute"]) <= 40
    assert row["attribute"] in quadrant((odd,)).settings["order"]


@pytest.mark.parametrize("medium", ["screen", "paper"])
def test_names_from_the_log_are_text_on_the_page(sought, medium):
    hostile = "<img src=x>\x1b[31m"
    odd = replace(REGION, feature=hostile, attribute=hostile, group=hostile)
    text = page(replace(sought, proxies=(odd, INCOME)), Options(), medium)
    (section,) = re.findall(r'<section id="proxies".*?</section>', text, re.DOTALL)
    assert "<img" not in section
    assert "\x1b" not in section
    assert "&lt;img src=x&gt;" in section
    assert 'role="img"' in section  # the quadrant is drawn, with a name
    for table in re.findall(r"<table.*?</table>", section, re.DOTALL):
        assert 'scope="col"' in table
        assert 'scope="row"' in table
