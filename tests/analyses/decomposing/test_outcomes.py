import pytest

from evenhand.analyses.decomposing.outcomes import by_outcomes


@pytest.fixture
def judged(tallies, row):
    """Return a builder of a log of two groups with labels, and some without."""

    def build(unlabelled=0):
        def of(group, tn, fn, fp, tp):
            return [
                row(group, tn, good=False, label="negative"),
                row(group, fn, good=False, label="positive"),
                row(group, fp, good=True, label="negative"),
                row(group, tp, good=True, label="positive"),
            ]

        rest = row("a", unlabelled, good=True)
        return tallies([*of("a", 30, 10, 10, 30), *of("b", 15, 5, 15, 45), rest], "g")

    return build


def test_a_gap_that_follows_from_outcomes_is_told_as_that(judged, sides, resampling):
    told = by_outcomes(*sides(judged()), "selection_rate", [], resampling, sampled=False)
    assert told.names == ("base_rate", "true_positive_rate", "false_positive_rate")
    # 40 of 80 against 50 of 80 are good; 3/4 against 9/10 of them pass, 1/4 against 1/2 of others.
    assert told.values.sum() == pytest.approx(40 / 80 - 60 / 80, abs=1e-12)
    assert told.total == pytest.approx(40 / 80 - 60 / 80)
    assert told.n == 160


def test_accuracy_is_decomposed_too(judged, sides, resampling):
    told = by_outcomes(*sides(judged()), "accuracy", [], resampling, sampled=False)
    assert told.total == pytest.approx(60 / 80 - 60 / 80)
    assert told.values.sum() == pytest.approx(told.total, abs=1e-12)


def test_strata_add_a_mix(tallies, row, sides, resampling):
    log = tallies(
        [
            row(group, n, good=good, label=label, loan=loan)
            for group in "ab"
            for loan, more in (("car", 1), ("home", 3 if group == "a" else 2))
            for n, good, label in (
                (6 * more, False, "negative"), (2, False, "positive"),
                (3, True, "negative"), (7, True, "positive"),
            )
        ],
        "g",
        conditions=["loan"],
    )  # fmt: skip
    told = by_outcomes(*sides(log), "selection_rate", ["condition:loan"], resampling, sampled=False)
    assert told.names[0] == "composition"
    assert told.values.sum() == pytest.approx(told.total, abs=1e-12)


@pytest.mark.parametrize(
    ("missing", "sampled", "known"), [(4, False, True), (20, False, False), (20, True, True)]
)
def test_labels_must_stand_for_all(judged, sides, resampling, missing, *, sampled, known):
    told = by_outcomes(*sides(judged(missing)), "selection_rate", [], resampling, sampled=sampled)
    assert (told is not None) == known


def test_other_figures_are_none_of_this(judged, sides, resampling):
    both = sides(judged())
    assert by_outcomes(*both, "true_positive_rate", [], resampling, sampled=False) is None
