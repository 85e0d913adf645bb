import pytest

from evenhand.metrics._metric import Metric, Proportion


def documented():
    """Return nothing much.

    Definition
    ----------
    One line.

    And another.

    Empty
    -----

    Undefined when
    --------------
    Never.
    """
    return Proportion


def undocumented():
    return Proportion


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Summary", "Return nothing much."),
        ("Definition", "One line.\n\nAnd another."),
        ("Empty", ""),
        ("Undefined when", "Never."),
        ("References", ""),
    ],
)
def test_a_section_is_read_from_the_docstring(name, text):
    assert Metric(documented, title="Documented", short="Doc").section(name) == text


def test_a_function_without_a_docstring_has_empty_sections():
    metric = Metric(undocumented, title="Undocumented", short="Un")
    assert metric.section("Summary") == ""
    assert metric.section("Definition") == ""


def test_the_key_of_a_metric_is_the_name_of_its_function():
    assert Metric(documented, title="Documented", short="Doc").key == "documented"


def test_counts_tell_labelled_decisions_from_all(group):
    counts = group(tp=3, fn=1, fp=2, tn=4, rejected=10, selected=5)
    assert (counts.n.item(), counts.selected.item(), counts.labelled.item()) == (25, 10, 10)
    kinds = (counts.tp, counts.fn, counts.fp, counts.tn)
    assert [kind.item() for kind in kinds] == [3, 1, 2, 4]
