import pytest

from app.forms.decisions import Decision, IfDecided
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, in_danish
from app.forms.posted import Posted
from app.forms.questions import Date, Late
from tests.forms.asking import TODAY, in_days, named, refused, said, understood


@pytest.mark.parametrize(
    "typed",
    [
        "1.12.26",
        "1.12.2026",
        "01-12-2026",
        "1/12-2026",
        "1/12 2026",
        "1 12 26",
        "01122026",
        "011226",
        "1. december 2026",
        "1.december 2026",
        "1 dec. 26",
        "d. 1. dec 2026",
        "den 1. december 2026",
        "tirsdag den 1. december 2026",
        "2026-12-01",
        "1 December 2026",
        "December 1, 2026",
    ],
)
def test_a_whole_date_may_be_typed_in_the_first_field(typed):
    assert understood(Date("Hvornår?"), day=typed, month="", year="") == "2026-12-01"


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("1", "12", "2026"),
        ("01", "12", "26"),
        ("1.", "december", "2026"),
        ("1", "dec.", " 26 "),
        ("1", "December", "2026"),
    ],
)
def test_three_fields_are_understood(day, month, year):
    assert understood(Date("Hvornår?"), day=day, month=month, year=year) == "2026-12-01"


def test_people_may_say_today():
    assert understood(Date("Hvornår?"), day="i dag") == in_days(0)
    assert understood(Date("Hvornår?"), day="I morgen") == in_days(1)
    assert understood(Date("Hvornår?"), day="i går") == in_days(-1)


def test_two_digits_of_a_year_long_ago_are_long_ago():
    assert understood(Date("Født?"), day="010190") == "1990-01-01"


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("", "", "", "Skriv datoen med dag, måned og år."),
        ("1", "", "", "Skriv også måned og år."),
        ("1", "12", "", "Skriv også året."),
        ("", "12", "2026", "Skriv også dagen."),
        ("1", "", "2026", "Skriv også måneden."),
        ("", "", "2026", "Skriv også dag og måned."),
        ("", "12", "", "Skriv også dag og år."),
        ("1/12", "", "", "Skriv også året."),
        ("31", "11", "2026", "Ret dagen. November 2026 har kun 30 dage."),
        ("29", "2", "2026", "Ret dagen. Februar 2026 har kun 28 dage."),
        ("31.2.2026", "", "", "Ret dagen. Februar 2026 har kun 28 dage."),
        ("0", "12", "2026", "Skriv dagen som et tal fra 1 til 31."),
        ("første", "12", "2026", "Skriv dagen som et tal fra 1 til 31."),
        ("1", "13", "2026", "Skriv måneden som et tal fra 1 til 12."),
        ("1", "vinter", "2026", "Skriv måneden som et tal fra 1 til 12."),
        ("1", "12", "202", "Skriv året med fire cifre."),
        ("1", "12", "12026", "Skriv året med fire cifre."),
        ("1", "12", "0026", "Skriv et år fra 1850 til 2200."),
        ("1", "12", "0001", "Skriv et år fra 1850 til 2200."),
        ("1", "12", "0000", "Skriv et år fra 1850 til 2200."),
        ("1.12.9999", "", "", "Skriv et år fra 1850 til 2200."),
        ("2201-01-01", "", "", "Skriv et år fra 1850 til 2200."),
        ("når vi har pakket det hele", "", "", "Skriv datoen med dag, måned og år."),
        ("1" * 10_000_000, "", "", "Skriv kun én dato, med dag, måned og år."),
        ("1", "12", "2" * 10_000_000, "Skriv kun én dato, med dag, måned og år."),
    ],
)
def test_each_mistake_has_its_own_sentence(day, month, year, sentence):
    assert refused(Date("Hvornår?"), day=day, month=month, year=year) == sentence


def test_leap_years_have_their_day():
    assert understood(Date("Hvornår?"), day="29.2.2028") == "2028-02-29"


def test_too_late_and_too_early_say_where_the_limit_is():
    question = Date("Hvornår?", at_most_days_ahead=28, at_most_days_back=0)
    assert understood(question, day="20.12.2026") == "2026-12-20"
    assert refused(question, day="21.12.2026") == (
        "Vælg en dato, der ikke er senere end 20. december 2026."
    )
    assert refused(question, day="21.11.2026") == (
        "Vælg en dato, der ikke er tidligere end 22. november 2026."
    )


def test_the_municipality_may_decide_how_far_back():
    limit = Decision("Hvor langt tilbage", unit="dage")
    limit.key = "limit"
    question = Date("Hvornår?", at_most_days_back=limit)
    assert understood(question, day="1.1.1999") == "1999-01-01"
    strict = Known(today=TODAY, decisions={"limit": 60})
    assert "23. september 2026" in refused(question, known=strict, day="1.1.1999")


@pytest.mark.parametrize("days", [800_000, 3_000_000, 9_999_999_999])
def test_a_limit_beyond_the_calendar_is_no_limit(days: int):
    limit = Decision("Hvor langt", unit="dage")
    limit.key = "limit"
    first = named(Date("Hvornår?", at_most_days_back=limit, at_most_days_ahead=limit), "first")
    second = named(Date("Til hvornår?"), "second")
    generous = Known(today=TODAY, decisions={"limit": days})
    first.check("1999-01-01", generous)
    first.check("2199-01-01", generous)
    within = second.is_within(limit, of=first)
    assert within.holds({"first": "2026-12-01", "second": "2199-01-01"}, generous)
    assert within.holds({"first": "9999-12-31", "second": "2199-01-01"}, generous)


def test_a_late_date_is_accepted_with_a_warning():
    fine = Decision("Bøde", unit="kroner")
    fine.key = "fine"
    late = Late(5, "Det er sent.", IfDecided(fine, "Det koster {decided} kr."))
    question = named(Date("Hvornår?", late=late))
    plain, with_fine = Known(today=TODAY), Known(today=TODAY, decisions={"fine": 1200})

    assert question.warning(in_days(-5), plain) is None
    assert said(question.warning(in_days(-6), plain)) == "Det er sent."
    assert said(question.warning(in_days(-6), with_fine)) == "Det er sent. Det koster 1.200 kr."


def test_a_date_is_written_in_full_and_short_in_a_title():
    question = named(Date("Hvornår?"))
    assert question.write("2026-12-01", in_danish, "da") == "1. december 2026"
    assert question.write_short("2026-12-01") == "01.12.2026"


def test_the_wrong_field_is_pointed_out():
    question = named(Date("Hvornår?"))
    posted = Posted.of({"it-day": "1", "it-month": "13", "it-year": "2026"})
    with pytest.raises(InvalidAnswer) as problem:
        question.read(posted, Known(today=TODAY))
    assert problem.value.field == "-month"
