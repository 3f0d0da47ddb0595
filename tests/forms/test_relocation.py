"""Flytning, as the specialists would tell it."""

from app.forms.catalogue.relocation import CHOOSE_DOCTOR, Relocation
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import in_danish
from tests.forms.asking import (
    ADA,
    KNOWN,
    MOELLEVEJ,
    REGISTERS_ARE_SILENT,
    STOREGADE,
    TODAY,
    in_days,
    said,
    stopped_at,
)
from tests.forms.relocating import ALONE, reads, slugs


def test_one_who_moves_alone_is_done_after_seven_pages():
    journey = Journey(Relocation, ALONE, KNOWN)
    assert journey.complete
    assert slugs(ALONE) == ["dig", "hvem", "hvornaar", "hvorhen", "bolig", "laege", "kontakt"]
    assert Relocation.case_title(journey.answers) == "Flytning pr. 01.12.2026"


def test_changing_your_mind_leaves_nothing_behind():
    before = ALONE | {"co_movers": [{"cpr": "6102931111", "name": "Bo Holm"}]}
    assert "co_movers" not in Journey(Relocation, before, KNOWN).answers


def test_a_lodger_is_asked_who_lives_there_already():
    assert "logivaert" not in slugs(ALONE)
    lodging = ALONE | {"tenure": "lodger"}
    assert "logivaert" in slugs(lodging)
    assert stopped_at(Journey(Relocation, lodging, KNOWN)) == "logivaert"


def test_name_and_old_address_come_from_the_register_and_nowhere_else():
    reading = reads("dig", {"name": "Dronningen", "old_address-pick": STOREGADE["id"]})
    assert reading.answers == {"name": "Ada Holm", "old_address": MOELLEVEJ}


def test_a_silent_register_lets_the_citizen_type():
    fields = {
        "name": "Ada Holm",
        "old_address-pick": "manual",
        "old_address-street": "Møllevej",
        "old_address-number": "4",
        "old_address-postal_code": "7400",
        "old_address-city": "Herning",
    }
    reading = reads("dig", fields, REGISTERS_ARE_SILENT)
    assert reading.answers["old_address"]["text"] == "Møllevej 4, 7400 Herning"
    assert not reading.problems


def test_a_move_is_reported_at_most_28_days_before():
    assert not reads("hvornaar", {"move_date-day": "20.12.2026"}).problems
    problem = reads("hvornaar", {"move_date-day": "21.12.2026"}).problems["move_date"]
    assert problem.say(in_danish) == (
        "Skriv en flyttedag senest 20. december 2026. Er den senere, så vent med at melde den."
    )


def test_a_late_move_is_always_accepted_and_the_duty_explained():
    late = reads("hvornaar", {"move_date-day": "1.1.2025"})
    assert late.answers == {"move_date": "2025-01-01"}
    assert Relocation.move_date.warning(in_days(-5), KNOWN) is None
    warning = Relocation.move_date.warning(in_days(-6), KNOWN)
    assert "§ 12" in said(warning)
    assert "du flyttede" not in said(warning), "it may be only a child who has moved"
    assert "bøde" not in said(warning)


def test_the_fine_is_told_where_the_municipality_has_decided_one():
    fined = Known(today=TODAY, register=ADA, decisions={"late_fine": 600})
    warning = Relocation.move_date.warning(in_days(-6), fined)
    assert said(warning).startswith("Flyttedagen ligger mere end 5 dage tilbage.")
    assert "en bøde på 600 kr." in said(warning)


def test_the_municipality_may_set_an_outer_limit():
    strict = Known(today=TODAY, register=ADA, decisions={"outer_limit": 365})
    problem = reads("hvornaar", {"move_date-day": "1.1.2025"}, strict).problems["move_date"]
    assert "22. november 2025" in problem.say(in_danish)


def test_a_floor_that_the_address_lacks_is_told_with_the_address():
    house = STOREGADE | {"floor": "", "door": "", "text": "Storegade 7, 7400 Herning"}
    known = Known(today=TODAY, register=ADA, addresses={house["id"]: house})
    fields = {"new_address-pick": house["id"], "new_address-floor": "st", "care_of": ""}
    reading = reads("hvorhen", fields, known)
    assert reading.answers["new_address"]["text"] == "Storegade 7, st., 7400 Herning"
    assert reading.answers["care_of"] is None


def test_nobody_moves_to_where_they_live():
    by_hand = {
        "new_address-pick": "manual",
        "new_address-street": "møllevej",
        "new_address-number": "4",
        "new_address-postal_code": "7400",
        "new_address-city": "Herning",
    }
    problem = reads("hvorhen", by_hand).problems["new_address"]
    assert problem.say(in_danish) == (
        "Skriv en anden adresse end den, du allerede er registreret på."
    )


def test_a_move_is_reported_to_the_municipality_one_moves_to():
    elsewhere = Known(
        today=TODAY,
        register=ADA,
        addresses={STOREGADE["id"]: STOREGADE},
        municipality_code="0187",
    )
    fields = {"new_address-pick": STOREGADE["id"]}
    problem = reads("hvorhen", fields, elsewhere).problems["new_address"]
    assert "meldes til den kommune, du flytter til" in problem.say(in_danish)
    herning = Known(**(vars(elsewhere) | {"municipality_code": "0657"}))
    assert not reads("hvorhen", fields, herning).problems


def test_who_types_an_address_is_told_that_it_must_lie_in_the_municipality():
    havvej = reads(
        "hvorhen",
        {
            "new_address-pick": "manual",
            "new_address-street": "Havvej",
            "new_address-number": "12",
            "new_address-postal_code": "8000",
            "new_address-city": "Herning",
        },
    ).answers["new_address"]
    herning = Known(today=TODAY, municipality_code="0657", municipality_name="Herning Kommune")
    assert said(Relocation.new_address.warning(havvej, herning)) == (
        "En adresse, du selv skriver, skal ligge i Herning Kommune. En flytning til en anden "
        "kommune skal meldes til den kommune."
    )
    assert "skal ligge i kommunen." in said(Relocation.new_address.warning(havvej, KNOWN))
    assert Relocation.new_address.warning(STOREGADE, herning) is None
    assert Relocation.old_address.warning(havvej, herning) is None, (
        "where one lives may be anywhere"
    )


def test_the_doctor_can_wait_and_protection_is_a_link_onward():
    assert "later" in Relocation.doctor.options
    links = [*Relocation.about_doctor.links, *Relocation.about_protection.links]
    assert [link.address for link in links] == [CHOOSE_DOCTOR, "/adressebeskyttelse"]
    assert [link.is_external for link in links] == [True, False]
    assert CHOOSE_DOCTOR.startswith("https://www.borger.dk/sundhed-og-sygdom/")


def test_whoever_has_yet_to_choose_a_doctor_is_told_where():
    later, keep = ({"doctor": answer} for answer in ("later", "keep"))
    to_do = f"Der skal stadig vælges læge. Det gør du på {CHOOSE_DOCTOR}."
    assert Relocation.say_what_to_do(KNOWN, in_danish, later) == to_do
    assert Relocation.say_what_happens_next(KNOWN, in_danish, later).endswith(f" {to_do}")
    own = Relocation.say_what_happens_next(KNOWN, in_danish, later, "Vi ses.")
    assert own == f"Vi ses. {to_do}"
    assert Relocation.say_what_to_do(KNOWN, in_danish, keep) == ""
    assert "læge" not in Relocation.say_what_happens_next(KNOWN, in_danish, keep)


def test_a_time_is_promised_only_where_the_municipality_has_decided_one():
    assert "Du hører fra os" not in Relocation.say_what_happens_next(KNOWN, in_danish, {})
    decided = Known(today=TODAY, decisions={"answer_days": 7})
    said_next = Relocation.say_what_happens_next(decided, in_danish, {})
    assert said_next.endswith("Du hører fra os inden for 7 dage.")
    own = Relocation.say_what_happens_next(decided, in_danish, {}, "Vi ses.")
    assert own == "Vi ses. Du hører fra os inden for 7 dage."


def test_nothing_is_sent_before_it_is_declared_true():
    undeclared = {key: answer for key, answer in ALONE.items() if key != "truth"}
    assert stopped_at(Journey(Relocation, undeclared, KNOWN)) == "kontakt"
    assert "truth" in reads("kontakt", {"phone": "", "email": ""}).problems


def test_rows_tell_the_whole_story_in_danish():
    rows = Journey(Relocation, ALONE, KNOWN).rows({"name": "register"}, in_danish, "da")
    told = {row.label: row.value for row in rows}
    assert told["Hvornår er flyttedagen?"] == "1. december 2026"
    assert told["Ny adresse"] == "Storegade 7, 2. th, 7400 Herning"
    assert told["Hvordan skal du bo på den nye adresse?"] == "Jeg lejer boligen"
    assert told["Jeg erklærer, at det, jeg har skrevet, er rigtigt."] == "Ja"
    assert "Når du skifter læge" not in told
