from evenhand.report.view.by_group import by_group


def test_every_part_has_the_same_columns(timed, look):
    parts = look(by_group, timed, ("accuracy", "true_positive_rate"), most=6)
    assert [part.title for part in parts] == ["Race", "Sex", "Age"]
    assert len({part.table.heads for part in parts}) == 1


def test_no_more_columns_than_asked_for(timed, look):
    (first, *_) = look(by_group, timed, ("accuracy", "true_positive_rate"), most=1)
    assert [full for _, full in first.table.heads] == ["Accuracy"]


def test_everybody_comes_first_where_asked_for(timed, look):
    whole, *_ = look(by_group, timed, ("accuracy",), most=6, everybody=True)
    assert (whole.title, [who for who, _ in whole.table.rows]) == ("", ["Everyone"])


def test_what_no_group_has_makes_no_table(timed, look):
    assert look(by_group, timed, ("no_such_metric",), most=6, everybody=True) == ()


def test_an_attribute_without_any_value_is_left_out(timed, look):
    parts = look(by_group, timed, ("human_review_rate",), most=6)
    assert [part.title for part in parts] == ["Race"]
