import pytest

from evenhand.errors import PlanError
from evenhand.plan.complaints import complain
from evenhand.plan.flags import plan_table
from evenhand.plan.lines import Source
from evenhand.plan.read import check_complete, find_plan, read_plan


@pytest.fixture
def plan_file(tmp_path):
    def write(text, name="evenhand.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusal(*args, **kwargs):
    with pytest.raises(PlanError) as caught:
        read_plan(*args, **kwargs)
    return str(caught.value), caught.value.hint


def test_a_plan_in_the_folder_is_found(plan_file, tmp_path):
    plan_file("")
    assert find_plan(tmp_path) == tmp_path / "evenhand.toml"


def test_a_plan_in_a_folder_above_is_found(plan_file, tmp_path):
    path = plan_file("")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_plan(below).resolve() == path.resolve()


def test_no_plan_is_no_error(tmp_path):
    assert find_plan(tmp_path) is None


def test_no_plan_and_no_flags_is_the_empty_plan():
    plan = read_plan(None)
    assert plan.decision is None
    assert plan.protected == ()


def test_flags_alone_make_a_plan():
    plan = read_plan(None, plan_table(decision="hired", favourable=["yes"], protected=["sex"]))
    assert plan.decision.favourable == ("yes",)
    assert plan.protected[0].name == "sex"


def test_a_flag_wins_over_the_plan(plan_file):
    path = plan_file('title = "a"\n[decision]\ncolumn = "hired"\nfavourable = ["yes"]\n')
    plan = read_plan(path, plan_table(title="b", favourable=["maybe"]))
    assert plan.title == "b"
    assert plan.decision.column == "hired"
    assert plan.decision.favourable == ("maybe",)


def test_a_byte_order_mark_is_no_part_of_the_plan(plan_file):
    assert read_plan(plan_file('\ufefftitle = "a"')).title == "a"


def test_the_log_is_relative_to_the_plan(plan_file, tmp_path):
    path = plan_file('log = ["a.csv", "/b.csv", "s3://c/d.parquet"]')
    assert read_plan(path).log == (str(tmp_path / "a.csv"), "/b.csv", "s3://c/d.parquet")


def test_a_log_that_is_set_on_the_command_line_is_relative_to_where_one_is(plan_file):
    path = plan_file('log = ["a.csv"]')
    assert read_plan(path, plan_table(settings=["log=b.csv"])).log == ("b.csv",)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("decison = 1", "unknown key 'decison'", "did you mean 'decision'?"),
        (
            '[decision]\ncolumn = "a"\nfavorable = "b"',
            "unknown key 'favorable' in decision",
            "did you mean 'favourable'?",
        ),
        (
            '[[protected]]\ncolumn = "sex"\nband = "1"',
            "unknown key 'band' in protected.sex",
            "did you mean 'bands'?",
        ),
        ('window = "days"', "window cannot be 'days'", "did you mean 'day'?"),
        (
            '[[gates]]\nid = "g"\nmetric = "share"\ntolerance = 1\ncomparison = "ration"',
            "gates.g.comparison cannot be 'ration'",
            "did you mean 'ratio'?",
        ),
        ('decision = "a"', "decision must be a table, not 'a'", "schema"),
        ('protected = "sex"', "protected must be a list, not 'sex'", "schema"),
        ("[score]\ncolumn = 3", "score.column must be text, not 3", "schema"),
        ('intersections = "maybe"', "intersections must be true or false", "schema"),
        ("[inference]\nseed = 1.5", "inference.seed must be a whole number", "schema"),
        ("[inference]\nlevel = 1", "inference.level must be less than 1.0, not 1", "schema"),
        ("[inference]\nlevel = 0.5", "inference.level must be more than 0.5", "schema"),
        ("[inference]\ndraws = 1", "inference.draws must be at least 100", "schema"),
        ("[intake]\nmax_reject_share = 2", "must be at most 1.0, not 2", "schema"),
        ('[decision]\nfavourable = "a"', "decision has no 'column'", "--decision"),
        ("[[protected]]\nname = 'a'", "protected.a has no 'column'", "add column to protected.a"),
        ("[kpis]\nlatenzy = 'ms'", "kpis.latenzy: there is no such KPI", "did you mean 'latency'?"),
        ("kpis = 'ms'", "kpis must be a table", "schema"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(plan_file, text, message, hint):
    path = plan_file(text)
    said, hinted = refusal(path)
    assert message in said
    assert said.startswith((f"{path}: ", f"{path}, line 1: "))
    assert hint in hinted


def test_a_value_with_its_own_rule_is_refused_in_the_words_of_the_rule(plan_file):
    said, _ = refusal(plan_file('[inference]\nlevel = "x"\n[score]\ncolumn = "s"\nthreshold = []'))
    assert "inference.level must be a number, not 'x'" in said
    assert "score.threshold must be a number, not []" in said


def test_an_error_of_an_unforeseen_kind_is_passed_on():
    error = {"type": "odd", "loc": ("title",), "msg": "Odd", "input": "a"}
    assert str(complain([error], {"title": "a"}, {}, Source("p.toml"))) == "p.toml: title: Odd"


def test_the_kpis_that_there_are_are_read(plan_file):
    plan = read_plan(plan_file('[kpis]\nlatency = "ms"\ncost = "usd"'))
    assert plan.kpis == {"latency": "ms", "cost": "usd"}


def test_two_protected_attributes_are_read(plan_file):
    plan = read_plan(plan_file('[[protected]]\ncolumn = "a"\n[[protected]]\ncolumn = "b"'))
    assert [one.name for one in plan.protected] == ["a", "b"]


def test_all_that_is_wrong_is_said_at_once(plan_file):
    said, hint = refusal(plan_file('titel = "a"\nwindow = "moth"'))
    assert "titel" in said
    assert "moth" in said
    assert "'title'" in hint
    assert "'month'" in hint


def test_a_long_value_is_cut(plan_file):
    said, _ = refusal(plan_file(f'window = "{"x" * 500}"'))
    assert len(said) < 400
    assert "..." in said


def test_an_error_of_the_command_line_names_the_command_line(plan_file):
    said, _ = refusal(plan_file('title = "a"'), plan_table(window="days"))
    assert said == "the command line: window cannot be 'days'"


def test_an_error_without_a_file_names_the_command_line():
    said, hint = refusal(None, plan_table(favourable=["yes"]))
    assert said == "the command line: decision has no 'column'"
    assert "--decision" in hint


def test_a_syntax_error_names_its_line(plan_file):
    path = plan_file('title = "a"\n[decision\ncolumn = 1')
    said, hint = refusal(path)
    assert said.startswith(f"{path}, line 2, is not valid TOML: ")
    assert hint


def test_a_syntax_error_at_the_end_names_no_line(plan_file):
    said, _ = refusal(plan_file("title"))
    assert "is not valid TOML: expected '='" in said


def test_a_plan_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "evenhand.toml"
    path.write_bytes('title = "é"'.encode("latin-1"))
    said, hint = refusal(path)
    assert "not UTF-8" in said
    assert "UTF-8" in hint


def test_a_plan_that_is_not_there_is_refused(tmp_path):
    said, hint = refusal(tmp_path / "no.toml")
    assert "no.toml cannot be read: No such file or directory" in said
    assert "evenhand init" in hint


def test_an_attribute_that_is_named_twice_is_refused(plan_file):
    said, _ = refusal(plan_file('[[protected]]\ncolumn = "a"\n[[protected]]\ncolumn = "a"'))
    assert "'a' is named twice" in said


GATE = '[[gates]]\nmetric = "selection_rat"\nattributes = ["sx"]\ntolerance = 0.8\n'


def test_a_gate_on_a_metric_that_there_is_not_offers_the_nearest(plan_file):
    said, hint = refusal(plan_file(GATE), metrics=["selection_rate", "share"])
    assert "gates.1: there is no metric 'selection_rat'" in said
    assert hint == "did you mean 'selection_rate'?"


def test_a_gate_may_be_on_a_figure_of_ones_own(plan_file):
    own = '[[own_kpis]]\nname = "refunds"\ncolumn = "x"\n'
    gate = '[[protected]]\ncolumn = "sex"\n[[gates]]\nmetric = "{}"\ntolerance = 0.1'
    plan = read_plan(plan_file(own + gate.format("refunds")), metrics=("share",))
    assert plan.gates[0].metric == "refunds"
    _, hint = refusal(plan_file(own + gate.format("refund")), metrics=("share",))
    assert "refunds" in hint


def test_a_gate_on_an_attribute_that_is_not_protected_offers_the_nearest(plan_file):
    said, hint = refusal(plan_file(GATE + '[[protected]]\ncolumn = "sex"'))
    assert "gates.1: 'sx' is not a protected attribute" in said
    assert hint == "did you mean 'sex'?"


def test_a_gate_without_any_protected_attribute_says_how_to_name_one(plan_file):
    _, hint = refusal(plan_file(GATE))
    assert "--protected" in hint


def test_a_gate_on_what_there_is_passes(plan_file):
    text = GATE.replace("selection_rat", "selection_rate").replace("sx", "sex")
    plan = read_plan(plan_file(text + '[[protected]]\ncolumn = "sex"'), metrics=["selection_rate"])
    assert plan.gates[0].attributes == ("sex",)


def test_a_gate_is_reached_by_its_id(plan_file):
    path = plan_file('[[gates]]\nid = "four-fifths"\nmetric = "share"\ntolerance = 0.8')
    plan = read_plan(path, plan_table(settings=["gates.four-fifths.tolerance=0.7"]))
    assert plan.gates[0].tolerance == 0.7


def test_a_reference_without_any_attribute_is_refused():
    said, hint = refusal(None, plan_table(reference=["sex=M"]))
    assert "'sex'" in said
    assert "--protected" in hint


def test_a_gate_that_the_plan_does_not_have_is_refused(plan_file):
    path = plan_file('[[gates]]\nmetric = "share"\ntolerance = 0.8')
    said, hint = refusal(path, plan_table(settings=["gates.shar.tolerance=0.7"]))
    assert "the gate 'shar'" in said
    assert hint == "did you mean 'share'?"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"protected": ["sex"]}, "names no decision"),
        ({"decision": "hired"}, "names no protected attribute"),
    ],
)
def test_an_incomplete_plan_is_refused(flags, message):
    with pytest.raises(PlanError, match=message) as caught:
        check_complete(read_plan(None, plan_table(**flags)))
    assert "--" in caught.value.hint


@pytest.mark.parametrize("flags", [{"decision": "hired"}, {"score": "s"}])
def test_a_decision_or_a_score_will_do(flags):
    check_complete(read_plan(None, plan_table(protected=["sex"], **flags)))


def test_files_of_labels_lie_beside_the_plan_unless_an_option_names_them(plan_file, tmp_path):
    path = plan_file('[label]\ncolumn = "y"\nfile = "late.csv"\non = "id"')
    assert read_plan(path).label.file == (str(tmp_path / "late.csv"),)
    assert read_plan(path, {"label": {"file": ["here.csv"]}}).label.file == ("here.csv",)


def test_the_history_lies_beside_the_plan_unless_an_option_names_it(plan_file, tmp_path):
    path = plan_file('[monitoring]\nhistory = "gathered"\n')
    assert read_plan(path).monitoring.history == str(tmp_path / "gathered")
    named = read_plan(path, {"monitoring": {"history": "other"}})
    assert named.monitoring.history == "other"


def test_the_baseline_lies_beside_the_plan_unless_an_option_names_it(plan_file, tmp_path):
    path = plan_file('[baseline]\nfile = "approved.json"\n')
    assert read_plan(path).baseline.file == str(tmp_path / "approved.json")
    named = read_plan(path, {"baseline": {"file": "other.json"}})
    assert named.baseline.file == "other.json"
