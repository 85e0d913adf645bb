"""A metric's figure as a reader meets it."""

import pytest

from evenhand.gates.figure_words import figure
from evenhand.metrics import METRICS


@pytest.mark.parametrize(
    ("value", "signed", "words"),
    [
        (0.7825, False, "78.2 %"),
        (0.0, False, "0.0 %"),
        (0.294, True, "+29.4 points"),
        (-0.294, True, "\u221229.4 points"),
        (-0.0004, True, "0.0 points"),  # no sign where no figure is left
        (0.0004, True, "0.0 points"),
    ],
)
def test_rates_are_percent_and_their_differences_points(value, signed, words):
    assert figure(value, METRICS["selection_rate"], signed=signed) == words


@pytest.mark.parametrize(
    ("value", "signed", "words"),
    [
        (1234.56, False, "1,235"),
        (99.96, False, "100"),
        (12.345, False, "12.3"),
        (0.01234, False, "0.0123"),
        (66.94, True, "+66.9"),
        (-66.94, True, "\u221266.9"),
        (-2.5, False, "\u22122.5"),
        (0.0, True, "0"),
    ],
)
def test_other_figures_have_three_digits(value, signed, words):
    assert figure(value, METRICS["latency_mean"], signed=signed) == words
