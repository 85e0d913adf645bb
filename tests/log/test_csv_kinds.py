"""What the columns of a CSV hold: kinds, words for no value, times, decimal commas."""

from datetime import UTC, datetime

import pytest

from evenhand.errors import LogError

WANTED = {"name": "text", "score": "number", "time": "time"}


def test_what_a_column_holds_is_told_from_all_its_values(write, opened, rows):
    header = "zip,whole,number,day,at,long,flag,none,empty,gap"
    path = write(
        "a.csv",
        f"{header}\n"
        "02139,1,1,2025-01-31,2025-01-31 10:00:00,12345678901234567890,True,NA,,NA\n"
        "10115,-2,nan,2025-02-28,2025-02-01T10:00,1,False,NA,,3\n",
    )
    assert opened(path).columns == {
        "zip": "text",
        "whole": "integer",
        "number": "number",
        "day": "date",
        "at": "time",
        "long": "text",
        "flag": "text",
        "none": "text",
        "empty": "text",
        "gap": "integer",
    }
    assert rows(opened(path, wanted={"gap": "any"})) == [(3,), (None,)]


def test_a_guess_gives_way_when_later_rows_refute_it(write, opened, rows):
    many = "".join(f"{i},{i}\n" for i in range(60_000))
    path = write("a.csv", f"age,id\n{many}unknown,NA\n")
    log = opened(path, wanted={"age": "any", "id": "any"})
    assert log.columns == {"age": "text", "id": "integer"}
    assert log.rejects == ()
    assert ("unknown", None) in rows(log)


def test_words_for_no_value_that_come_late_are_no_rejects(write, opened, rows):
    many = "".join(f"NA,{i},2025-01-31\n" for i in range(60_000))
    path = write("a.csv", f"name,score,time\n{many}None,NULL,n/a\n")
    log = opened(path, wanted=WANTED)
    assert log.rejects == ()
    assert ("None", None, None) in rows(log)
    assert ("NA", 0.0, datetime.fromisoformat("2025-01-31")) in rows(log)


def test_nan_and_infinity_stay_for_the_check_of_the_values(write, opened, rows):
    path = write("a.csv", "score\nnan\n-inf\nNA\n1e3\n")
    assert (
        repr(rows(opened(path, wanted={"score": "number"})))
        == "[(-inf,), (1000.0,), (None,), (nan,)]"
    )


def test_times_with_and_without_zone_are_kept_in_utc(write, opened, rows):
    times = [
        "2025-01-31",
        "2025-01-31T10:00",
        "2025-01-31 10:00:00.25",
        "2025-01-31T10:00:00Z",
        "2025-01-31T10:00:00+02:00",
        "2025-01-31 10:00:00-0330",
    ]
    path = write("a.csv", "row,time\n" + "".join(f"{i},{t}\n" for i, t in enumerate(times)))
    log = opened(path, wanted={"row": "number", "time": "time"})
    for (_, read), written in zip(rows(log), times, strict=True):
        known = datetime.fromisoformat(written)
        known = known.astimezone(UTC).replace(tzinfo=None) if known.tzinfo else known
        assert read == known
    (note,) = log.notes
    assert note.startswith("Times in 'time' name their zone and were converted to UTC; any without")


@pytest.mark.parametrize(
    ("times", "first"),
    [
        (["31/01/2025", "01/02/2025"], datetime.fromisoformat("2025-01-31")),
        (["01/31/2025 10:30", "02/01/2025 11:30"], datetime.fromisoformat("2025-01-31T10:30:00")),
        (["31.01.2025 10:30:15", "NA"], datetime.fromisoformat("2025-01-31T10:30:15")),
        (["31 Jan 2025", "01 Feb 2025"], datetime.fromisoformat("2025-01-31")),
        (
            ["01/31/2025 02:30 PM", "02/01/2025 01:30 AM"],
            datetime.fromisoformat("2025-01-31T14:30:00"),
        ),
        (["1738319400", "1738319401.5"], datetime.fromisoformat("2025-01-31T10:30:00")),
        (["1738319400000", "NA"], datetime.fromisoformat("2025-01-31T10:30:00")),
    ],
)
def test_times_in_other_forms_are_read_when_the_column_keeps_to_one(
    write, opened, rows, times, first
):
    path = write("a.csv", "row;time\n" + "".join(f"{i};{t}\n" for i, t in enumerate(times)))
    log = opened(path, wanted={"row": "number", "time": "time"})
    assert rows(log)[0][1] == first
    assert log.notes[0].startswith("Times in 'time' were read as ")


def test_later_rows_tell_the_day_from_the_month(write, opened, rows):
    early = "".join(f"{i},01/02/2025\n" for i in range(30_000))
    month_first = opened(
        write("m.csv", f"row,time\n{early}0,02/28/2025\n"), wanted={"time": "time"}
    )
    assert month_first.rejects == ()
    assert rows(month_first)[-1] == (datetime.fromisoformat("2025-02-28"),)
    day_first = opened(write("d.csv", f"row,time\n{early}0,28/02/2025\n"), wanted={"time": "time"})
    assert rows(day_first)[0] == (datetime.fromisoformat("2025-02-01"),)


def test_a_day_that_could_be_a_month_everywhere_is_an_error(write, opened):
    with pytest.raises(LogError, match="day/month or as month/day") as caught:
        opened(write("a.csv", "time,x\n01/02/2025,1\n03/02/2025,2\n"), wanted={"time": "time"})
    assert "2025-03-31" in caught.value.hint


def test_decimal_commas_are_read_and_thousands_are_not_mistaken_for_them(write, opened, rows):
    log = opened(write("a.csv", "n;x\n1,5;a\n2;b\nNA;c\n"), wanted={"n": "number"})
    assert rows(log) == [(1.5,), (2.0,), (None,)]
    assert log.notes == ("Numbers were read with a decimal comma.",)
    with pytest.raises(LogError, match="not a number in column 'n'"):
        opened(write("b.csv", "n;x\n1,500;a\n2,250;b\n"), wanted={"n": "number"})
