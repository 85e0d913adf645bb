"""The committed samples are what the generator makes, and hold what their READMEs say."""

import sys
import tomllib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from evenhand.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_DATA = ROOT / "sample_data"
SAMPLES = ("hiring", "lending", "support_agent")


@pytest.fixture(scope="module")
def generator():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import make_sample_data  # noqa: PLC0415 - a script, found only now
    finally:
        sys.path.pop(0)
    return make_sample_data


@pytest.fixture(scope="module")
def made(generator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    generator.write(folder)
    return folder


@pytest.fixture(scope="module")
def lending(generator):
    table = generator.lending()
    table["selected"] = table["decision"] == "approve"
    return table


@pytest.fixture(scope="module")
def labelled(lending):
    # Of later decisions too few labels have come, and an audit leaves them out.
    old = lending["decided_at"] < "2025-10-01"
    table = lending[old & lending["repaid"].notna()].copy()
    table["repaid"] = table["repaid"].astype(int)
    table["right"] = table["selected"] == (table["repaid"] == 1)
    table["understated"] = table["repaid"] - table["score"]
    return table


@pytest.fixture(scope="module")
def hiring(generator):
    table = generator.hiring()
    table["selected"] = table["advanced"] == "yes"
    table["high"] = table["score"] > table["score"].median()
    return table


@pytest.fixture(scope="module")
def support_agent(generator):
    table = generator.support_agent()
    table["selected"] = table["outcome"] == "resolved"
    table["answered"] = table["csat"].notna()
    return table


def readme(sample):
    return (SAMPLE_DATA / sample / "README.md").read_text(encoding="utf-8")


def plan(sample):
    text = (SAMPLE_DATA / sample / "evenhand.toml").read_text(encoding="utf-8")
    return Plan.model_validate(tomllib.loads(text))


def mantel_haenszel(table, column, group, reference, stratum):
    """Return the common risk difference and risk ratio over strata."""
    difference = weights = above = below = 0.0
    for _, part in table.groupby(stratum):
        ours = part.loc[part[column] == group, "selected"]
        theirs = part.loc[part[column] == reference, "selected"]
        n = len(ours) + len(theirs)
        difference += len(ours) * len(theirs) / n * (ours.mean() - theirs.mean())
        weights += len(ours) * len(theirs) / n
        above += ours.sum() * len(theirs) / n
        below += theirs.sum() * len(ours) / n
    return difference / weights, above / below


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_committed_csv_is_made_byte_for_byte(sample, made):
    committed = (SAMPLE_DATA / sample / f"{sample}.csv").read_bytes()
    # Not ==: a failure must not print two megabytes of difference.
    same = committed == (made / sample / f"{sample}.csv").read_bytes()
    assert same, "run scripts/make_sample_data.py, and bring the README's figures up to date"


def test_the_committed_parquet_holds_the_rows_that_are_made(made):
    committed = pq.read_table(SAMPLE_DATA / "lending" / "lending.parquet")
    assert committed.equals(pq.read_table(made / "lending" / "lending.parquet"))


def test_the_parquet_holds_the_rows_of_the_csv():
    folder = SAMPLE_DATA / "lending"
    arrow = pq.read_table(folder / "lending.parquet").to_pandas(timestamp_as_object=False)
    text = pd.read_csv(folder / "lending.csv", parse_dates=["decided_at"])
    assert list(arrow) == list(text)
    for name in text:
        assert arrow[name].isna().equals(text[name].isna()), name
        here = text[name].notna()
        assert (arrow.loc[here, name] == text.loc[here, name]).all(), name


def test_all_samples_together_stay_below_six_megabytes():
    assert sum(path.stat().st_size for path in SAMPLE_DATA.rglob("*") if path.is_file()) < 6e6


def test_no_python_file_lies_in_the_samples():
    assert not list(SAMPLE_DATA.rglob("*.py"))


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_plan_is_valid_and_names_columns_and_values_of_the_log(sample, generator):
    table, it = getattr(generator, sample)(), plan(sample)
    assert it.log == (f"{sample}.csv",)
    named = [it.decision.column, *it.conditions, *it.kpis.values()]
    named += [attribute.column for attribute in it.protected]
    named += [name for name in it.columns.model_dump().values() if name]
    named += [part.column for part in (it.label, it.score) if part]
    assert set(named) <= set(table.columns)
    assert set(it.decision.favourable) <= set(table[it.decision.column])
    for attribute in it.protected:
        if attribute.reference:
            assert attribute.reference in set(table[attribute.column])


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_clean_twin_has_the_same_shape_and_people(sample, generator):
    planted, clean = getattr(generator, sample)(), getattr(generator, sample)(clean=True)
    assert list(planted) == list(clean)
    it = plan(sample)
    kept = [it.columns.id, it.columns.time, *(attribute.column for attribute in it.protected)]
    pd.testing.assert_frame_equal(planted[kept], clean[kept])
    assert not planted.equals(clean)


def test_clean_twins_are_written_where_asked(generator, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["make", "--clean", "--out", str(tmp_path)])
    generator.main()
    for sample in SAMPLES:
        clean = (tmp_path / sample / f"{sample}.csv").read_bytes()
        assert (clean == (SAMPLE_DATA / sample / f"{sample}.csv").read_bytes()) is False


def test_clean_twins_never_overwrite_the_samples(generator, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["make", "--clean"])
    with pytest.raises(SystemExit):
        generator.main()
    assert "--out" in capsys.readouterr().err


def test_lending_marks_black_applicants_down_since_the_second_model(lending, labelled):
    rate = lending.groupby("race")["selected"].mean()
    by_model = lending.groupby(["model_version", "race"])["selected"].mean()
    assert rate["Black"] / rate["White"] == pytest.approx(0.747, abs=5e-4)
    first, second = (by_model[m, "Black"] / by_model[m, "White"] for m in ("v1", "v2"))
    assert (first, second) == pytest.approx((0.986, 0.580), abs=5e-4)
    within = mantel_haenszel(lending, "race", "Black", "White", "purpose")
    assert within == pytest.approx((-0.157, 0.764), abs=5e-4)
    found = labelled[labelled["repaid"] == 1].groupby("race")["selected"].mean()
    assert found["White"] - found["Black"] == pytest.approx(0.109, abs=5e-4)


def test_lending_loses_accuracy_under_the_second_model(labelled):
    by_model = labelled.groupby("model_version")["right"].mean()
    by_month = labelled.groupby(labelled["decided_at"].dt.month)["right"].mean()
    assert (by_model["v1"], by_model["v2"]) == pytest.approx((0.780, 0.732), abs=5e-4)
    assert (by_month[1], by_month[8], by_month[9]) == pytest.approx((0.784, 0.714, 0.731), abs=5e-4)


def test_lending_understates_hispanic_applicants_but_decides_rightly(lending, labelled):
    understated = labelled.groupby("race")["understated"].mean()
    assert understated["Hispanic"] == pytest.approx(0.084, abs=5e-4)
    assert understated[["White", "Asian"]].abs().max() < 0.01
    rate = lending.groupby("race")["selected"].mean()
    assert rate["Hispanic"] == pytest.approx(rate["White"], abs=0.01)


def test_lending_labels_arrive_late_and_less_often_for_black_applicants(lending):
    known = lending["repaid"].notna()
    old = lending["decided_at"] < "2025-10-01"
    coverage = known[old].groupby(lending["race"]).mean()
    assert (coverage["Black"], coverage["White"]) == pytest.approx((0.855, 0.970), abs=5e-4)
    assert not known[lending["decided_at"] >= "2025-12-01"].any()
    arms = known[old].groupby(lending["decision"]).mean()
    assert arms["approve"] == pytest.approx(arms["decline"], abs=0.005)


def test_lending_has_too_few_native_americans_and_a_slow_second_model(lending):
    assert (lending["race"] == "Native American").sum() == 125
    tail = lending.groupby("model_version")["latency_ms"].quantile(0.95)
    assert (tail["v1"], tail["v2"]) == pytest.approx((364, 677), abs=0.5)


def test_lending_areas_are_rated_lower_for_black_applicants_and_nothing_else_is(lending):
    columns = ["income_eur", "debt_ratio", "late_payments", "area_index"]
    mean = lending.groupby("race")[columns].mean().astype(float)
    assert mean.loc[["Black", "White"], "area_index"].tolist() == pytest.approx(
        [46.3, 58.1], abs=0.05
    )
    spread = lending[columns].astype(float).std()
    apart = (mean.loc[["Black", "Hispanic", "Asian"]] - mean.loc["White"]).abs() / spread
    assert apart.drop(columns="area_index").max().max() < 0.03
    assert apart["area_index"].drop("Black").max() < 0.05
    # It is that of the person, in every application.
    assert lending.groupby("applicant_id")["area_index"].nunique().eq(1).all()
    assert lending["late_payments"].isna().sum() == 411


def test_lending_areas_are_rated_alike_in_the_clean_twin(generator):
    mean = generator.lending(clean=True).groupby("race")["area_index"].mean()
    assert abs(mean["Black"] - mean["White"]) < 1


def test_lending_is_even_by_sex_and_age(lending, labelled):
    band = pd.cut(lending["age"], [0, 39, 61, 120], labels=["18-39", "40-61", "62+"])
    for group in (lending["sex"], band):
        for table in (
            lending,
            labelled[labelled["repaid"] == 1],
            labelled[labelled["repaid"] == 0],
        ):
            rate = table.groupby(group, observed=True)["selected"].mean()
            assert rate.max() - rate.min() < 0.03


def test_hiring_has_low_impact_ratios_by_selection_and_by_score(hiring):
    race = hiring.groupby("race_ethnicity")[["selected", "high"]].mean()
    both = hiring.dropna(subset=["sex", "race_ethnicity"])
    pair = both.groupby(["race_ethnicity", "sex"])[["selected", "high"]].agg(["mean", "size"])
    for name, black, asian_women in (("selected", 0.670, 0.547), ("high", 0.669, 0.643)):
        ratio = race[name] / race[name].drop("Native Hawaiian or Pacific Islander").max()
        assert ratio.idxmax() == "Hispanic or Latino"
        assert ratio["Black or African American"] == pytest.approx(black, abs=5e-4)
        assert ratio["Asian"] > 0.83
        large = pair[name][pair[name]["size"] >= 0.02 * len(both)]["mean"]
        ratio = large["Asian", "Female"] / large.max()
        assert ratio == pytest.approx(asian_women, abs=5e-4)


def test_hiring_is_even_by_sex_within_job_groups(hiring):
    rate = hiring.groupby("sex")["selected"].mean()
    assert rate["Female"] / rate["Male"] == pytest.approx(0.843, abs=5e-4)
    within = mantel_haenszel(hiring, "sex", "Female", "Male", "job_group")
    assert within == pytest.approx((-0.009, 0.981), abs=5e-4)
    rate = hiring.groupby("sex")["high"].mean()
    assert rate["Female"] / rate["Male"] == pytest.approx(0.979, abs=5e-4)


def test_hiring_has_one_category_below_two_per_cent(hiring):
    share = hiring["race_ethnicity"].value_counts(normalize=True)
    assert list(share[share < 0.02].index) == ["Native Hawaiian or Pacific Islander"]
    assert hiring[["sex", "race_ethnicity"]].isna().any(axis=1).sum() == 294


def test_support_agent_serves_spanish_worse(support_agent):
    by_language = support_agent.groupby("language")
    mean = by_language[["selected", "failed", "csat", "answered"]].mean()
    tail = by_language["latency_s"].quantile(0.95)
    es, en = mean.loc["es"], mean.loc["en"]
    assert es["selected"] / en["selected"] == pytest.approx(0.780, abs=5e-4)
    assert tail["es"] / tail["en"] == pytest.approx(2.1, abs=0.05)
    assert (es["failed"], en["failed"]) == pytest.approx((0.112, 0.049), abs=5e-4)
    assert (es["csat"], en["csat"]) == pytest.approx((3.08, 3.76), abs=5e-3)
    assert (es["answered"], en["answered"]) == pytest.approx((0.246, 0.427), abs=5e-4)
    others = mean.loc[["ar", "fr", "zh"], "selected"]
    assert (others / en["selected"]).between(0.97, 1.03).all()


@pytest.mark.parametrize(
    ("sample", "figures"),
    [
        ("lending", "0.747 0.580 0.986 0.764 0.109 0.784 0.714 0.732 0.084 0.855 0.970 364 677"),
        ("hiring", "0.670 0.669 0.547 0.643 0.843 0.981 0.979 294"),
        ("support_agent", "0.780 0.112 0.049 3.08 3.76 0.246 0.427"),
    ],
)
def test_the_readme_states_the_figures_that_these_tests_hold(sample, figures):
    text = readme(sample)
    assert [figure for figure in figures.split() if figure not in text] == []
