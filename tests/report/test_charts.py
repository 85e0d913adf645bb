"""What reaches the library that draws: it ends the whole process at some signs."""

import json

import pytest

from evenhand.report import charts, painter
from evenhand.report.view.chart import Chart


@pytest.mark.parametrize("odd", ["\ufffe", "\uffff", "\x00", "\x1b"])
def test_texts_of_data_and_of_settings_are_clean(odd, tmp_path, monkeypatch):
    (tmp_path / "charts").mkdir()
    spec = {"mark": "point", "title": {"setting": "title"}, "data": {"name": "rows"}}
    (tmp_path / "charts" / "own.vl.json").write_text(json.dumps(spec))
    asked = []
    monkeypatch.setattr(painter, "begin", asked.append)
    chart = Chart(
        spec="own", title="", label="", caption="",
        data={"rows": [{"name": f"a{odd}b", "value": 1.5}]},
        settings={"title": [f"c{odd}d", None]},
    )  # fmt: skip
    charts.begin(chart, tmp_path)
    whole = json.loads(asked[0])
    assert whole["datasets"] == {"rows": [{"name": "ab", "value": 1.5}]}
    assert whole["title"] == ["cd", None]
