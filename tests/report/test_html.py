import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from evenhand.report import as_json, html
from evenhand.report.options import Options
from evenhand.report.page import script_json

SHAPES = [
    "full",
    "no labels",
    "no time",
    "one attribute",
    "no scores",
    "only unknown",
    "single group",
    "calm",
    "many groups",
    "undefined",
    "hostile",
    "over time",
    "hostile over time",
]
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page: its tags with attributes, its text, and whether every element is closed."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.stack, self.faults = [], "", [], []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        if not self.stack or self.stack[-1] not in {"script", "style"}:
            self.text += data

    def all(self, *names):
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def pages(audits):
    return {shape: html.render(audits[shape]) for shape in SHAPES}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_audit_makes_a_well_formed_page(pages, shape):
    page = Page(pages[shape])
    assert page.faults == []
    assert page.stack == []
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_fetches_nothing(pages, shape):
    page = Page(pages[shape])
    for _, attributes in page.tags:
        for name in ("src", "href", "srcset", "action", "data", "poster", "xlink:href"):
            assert re.match(r"#|$", attributes.get(name) or "")
    assert page.all("link", "iframe", "object", "embed", "base", "img") == []
    outside = re.findall(rb"url\((?!data:font/woff2;base64,)[^)]*\)|@import", pages[shape])
    assert [found for found in outside if not found.startswith(b"url(#")] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_runs_only_its_own_script_and_says_so(pages, shape):
    page = Page(pages[shape])
    scripts = re.findall(rb"<script>(.*?)</script>", pages[shape], re.DOTALL)
    assert len(scripts) == 1
    assert len(page.all("script")) == 2
    digest = b64encode(sha256(scripts[0]).digest()).decode()
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_stays_small(pages, shape):
    assert len(pages[shape]) < 1_500_000


@pytest.mark.parametrize("shape", SHAPES)
def test_ids_are_there_once_and_links_within_the_page_lead_somewhere(pages, shape):
    page = Page(pages[shape])
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"] for a in page.all("a")}
    assert targets <= {f"#{name}" for name in ids}


@pytest.mark.parametrize("shape", SHAPES)
def test_headings_go_down_one_level_at_a_time(pages, shape):
    levels = [int(tag[1]) for tag, _ in Page(pages[shape]).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_chart_has_words_for_those_who_cannot_see_it(pages, shape):
    charts = Page(pages[shape]).all("svg")
    assert all(c["role"] == "img" and len(c["aria-label"]) > 20 for c in charts)


def test_hostile_names_are_shown_and_do_nothing(pages):
    page = Page(pages["hostile"])
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "evil.example" in page.text
    assert page.all("img") == []
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page.text)


def test_the_data_of_the_script_is_json_and_cannot_end_its_element(pages):
    found = re.search(
        rb'<script type="application/json" id="asked">(.*?)</script>', pages["hostile"]
    )
    assert found is not None
    assert not re.search(rb"[<>&]", found[1])
    asked = json.loads(found[1])
    assert any("<script>" in row["who"] for row in asked["rows"].values())


def test_line_separators_are_escaped_in_script_data():
    assert "\u2028" not in script_json("a\u2028b")


def test_every_figure_that_can_be_asked_has_an_answer(pages):
    page = Page(pages["full"])
    found = re.search(rb'id="asked">(.*?)</script>', pages["full"])
    asked = json.loads(found[1])
    wanted = {a["data-row"] for a in page.all("a") if "data-row" in a}
    assert len(wanted) > 100
    assert wanted <= set(asked["rows"])
    assert {row["key"] for row in asked["rows"].values()} <= set(asked["metrics"])
    assert asked["metrics"]["selection_rate"]["definition"]


def test_the_same_audit_gives_the_same_page(audits, pages):
    assert html.render(audits["full"]) == pages["full"]


def test_state_is_shape_word_and_colour(pages):
    for state in ("fail", "warn", "pass"):
        pattern = f'class="state {state}"><i class="mark {state}" aria-hidden="true"></i>{state}'
        assert pattern.encode() in pages["full"]


def test_charts_follow_the_reader_s_light_or_dark_setting(pages):
    charts = re.findall(rb"<svg.*?</svg>", pages["full"], re.DOTALL)
    assert charts
    assert all(b'"var(--' in chart and b'fill="white"' not in chart for chart in charts)


def test_undefined_figures_are_dashes_with_a_reason(pages):
    page = Page(pages["undefined"])
    assert "undefined: nobody to take the share of" in page.text
    assert "nan" not in page.text.lower().split()


def test_without_findings_the_page_says_so(pages):
    assert "Nothing was found that a reader must know" in Page(pages["calm"]).text


def test_many_groups_leave_ten_in_sight_and_the_rest_within_reach(pages):
    text = Page(pages["many groups"]).text
    assert "All groups: 49 more groups" in text


def test_without_labels_the_page_says_what_cannot_be_known(pages):
    page = Page(pages["no labels"])
    assert "nothing here says whether the decisions were right" in page.text
    assert "Errors, where the outcome is known" not in page.text


def test_the_page_of_a_section_is_what_it_was(pages):
    text = " ".join(Page(pages["calm"]).text.split()).replace("\u202f", " ").replace("\xa0", " ")
    start = text.index("Sex Two groups, 17,571")
    wanted = (
        "Sex Two groups, 17,571 decisions, from the column sex, self-reported. For 212 decisions "
        "the group is not known. Compared with Men, the group with the highest rate. pass: Women "
        "got the favourable decision (approve) at 0.96 times the rate of Men (tolerance 0.80; "
        "95 % interval 0.92\N{EN DASH}1.00). Share of decisions that were favourable, in %, with "
        "intervals. Dashed: the reference, Men. Band: a ratio of 0.80 or better."
    )
    assert text[start : start + len(wanted)] == wanted


def test_a_folder_of_one_s_own_goes_first(full, tmp_path):
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections.toml").write_text(
        '[[section]]\nkey = "mine"\ntitle = "House rules"\n'
        '[[section]]\nkey = "limits"\ntitle = "What it cannot tell"\n'
    )
    (tmp_path / "sections" / "mine.html.j2").write_text("<p>For {{ audit.organisation }}</p>")
    page = Page(html.render(full, Options(templates=tmp_path)))
    assert "House rules" in page.text
    assert "For Northwind Credit" in page.text
    assert "What was found" not in page.text


def test_a_template_with_a_wrong_name_fails_loudly(full, tmp_path):
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "limits.html.j2").write_text("{{ audit.nothing_of_the_kind }}")
    with pytest.raises(UndefinedError):
        html.render(full, Options(templates=tmp_path))


def test_a_template_cannot_leave_its_sandbox(full, tmp_path):
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "limits.html.j2").write_text("{{ audit.__class__.__mro__ }}")
    with pytest.raises(SecurityError):
        html.render(full, Options(templates=tmp_path))


def test_a_chart_of_one_s_own_goes_first(full, tmp_path):
    (tmp_path / "charts").mkdir()
    spec = {"mark": "point", "data": {"name": "rows"}, "width": 77, "height": 33}
    (tmp_path / "charts" / "trend.vl.json").write_text(json.dumps(spec))
    assert b'viewBox="0 0 81 37"' in html.render(full, Options(templates=tmp_path))


def test_an_unnamed_audit_has_a_title(full):
    page = Page(html.render(replace(full, title="", organisation=None)))
    assert "Audit of loans-2025.csv" in page.text


@pytest.mark.parametrize("shape", ["full", "no labels", "hostile"])
def test_the_report_of_a_result_that_was_read_again_is_the_same(audits, shape):
    made = audits[shape]
    columns = {"time": "decided_at", "label": "repaid", "decision": "decision"}
    made = replace(made, log=replace(made.log, columns=columns))
    assert html.render(as_json.read(as_json.render(made))) == html.render(made)
