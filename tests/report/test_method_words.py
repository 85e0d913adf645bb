"""The pages on data and method name things as a reader calls them."""

from evenhand.report.view.data import _role
from evenhand.report.view.method import _settings


def test_roles_keep_the_capitals_of_their_short_forms():
    assert [_role(role) for role in ("kpi latency", "id", "model version", "protected race")] == [
        "KPI latency",
        "ID",
        "Model version",
        "Protected race",
    ]


def test_settings_are_rounded_and_what_is_not_known_is_left_out():
    found = _settings(
        {"auc_bound": 0.0035995793, "alpha": 0.05, "draws": 2000, "libraries": {"numpy": "2.4.6"}}
    )
    assert found == [
        ("alpha", "0.05"),
        ("AUC moved by binning scores at most", "0.0036"),
        ("draws", "2000"),
        ("numpy", "2.4.6"),
    ]
    assert _settings({"auc_bound": None}) == []
