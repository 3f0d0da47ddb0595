"""»Gem og fortsæt senere« keeps the page as far as it is answered, and loses nothing silently."""

from types import MappingProxyType

import pytest

from app.forms.form import BeforeYouStart, Filing, Form, Privacy, Step
from app.forms.prefill import person
from app.forms.questions import Date, People
from app.municipalities import current
from app.municipalities.models import OfferRow
from app.standins import persons
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import TYPED_ADDRESS, day_fields


@pytest.fixture
def ada(service: Service) -> Browser:
    """Ada, at the first page of her move that she has something to answer on."""
    ada = service.citizen("ada").starts("flytning").sends()
    assert ada.path == "/flytning/hvornaar"
    return ada


class Outing(Form):
    slug = "udflugt"
    title = "Udflugt"
    languages = ("da",)
    before_you_start = BeforeYouStart("Alle.", 1, (), "I får svar.")
    who = People("Hvem tager med?", among=person.household, adding="Brug dette til andre.")
    day = Date("Hvornår?")
    steps = (Step("udflugt", "Hvem og hvornår?", who, day),)
    filing = Filing(system="records", kle="18.15.12", facet="G01", title="Udflugt")
    what_happens_next = "Vi svarer."
    keep_days = 30
    privacy = Privacy("Udflugt.", "Loven.", "Turlederen.")


@pytest.fixture
def outing(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    forms = MappingProxyType({"udflugt": Outing})
    for module in ("submissions.current", "entrance.tasks", "submissions.mine"):
        monkeypatch.setattr(f"app.{module}.published", lambda: forms)
    with service.database.writing.begin() as session:
        session.add(OfferRow(municipality_code="0657", form_slug="udflugt"))
    current.forget()
    return service


def at_the_last_page(ada: Browser) -> Browser:
    ada.sends(**day_fields("move_date", 7)).sends(**TYPED_ADDRESS)
    ada.sends(tenure="owner").sends(doctor="keep")
    assert ada.path == "/flytning/kontakt"
    return ada


def test_what_stands_on_the_page_is_kept(ada: Browser):
    ada.sends(button="later", **day_fields("move_date", 7))
    assert ada.path == "/mine-sager"
    day = day_fields("move_date", 7)["move_date__day"]
    assert ada.opens("/flytning/hvornaar").value("move_date-day") == day
    assert ada.starts("flytning").path == "/flytning/hvorhen"


def test_a_page_half_answered_is_kept_by_half(ada: Browser):
    at_the_last_page(ada).sends(button="later", phone="20 30 40 50")
    assert (ada.path, ada.problems()) == ("/mine-sager", [])
    assert ada.starts("flytning").path == "/flytning/kontakt"
    assert ada.problems() == []
    assert ada.value("phone") == "20 30 40 50"
    assert ada.sends().problems(), "what is empty is asked for when one goes on"


def test_an_empty_page_is_no_answer(ada: Browser):
    ada.sends(button="later")
    assert (ada.status, ada.path) == (200, "/mine-sager")
    assert ada.starts("flytning").path == "/flytning/hvornaar"


def test_to_choose_to_write_the_address_is_not_to_have_written_it(ada: Browser):
    ada.sends(**day_fields("move_date", 7))
    ada.sends(button="later", new_address__pick="manual")
    assert ada.path == "/mine-sager"


def test_what_cannot_be_understood_is_told_and_nothing_else(ada: Browser):
    at_the_last_page(ada).sends(button="later", phone="20 30")
    assert (ada.status, ada.path) == (422, "/flytning/kontakt")
    assert len(ada.problems()) == 1
    assert ada.value("phone") == "20 30"
    assert ada.sends(button="later", phone="").path == "/mine-sager"


GET_ON = "Ret feltet, eller tøm det, så kan du gemme og fortsætte senere."


def test_the_rest_of_the_page_is_kept_when_a_field_is_wrong(ada: Browser):
    at_the_last_page(ada).sends(truth="yes").opens("/flytning/kontakt")
    ada.sends(button="later", phone="20 30", email="ada@holm.example", truth=[])
    assert (ada.status, len(ada.problems())) == (422, 1)
    assert GET_ON in ada.words
    assert (ada.value("phone"), ada.value("email")) == ("20 30", "ada@holm.example")
    assert ada.opens("/flytning/kontroller").path == "/flytning/kontakt"
    assert (ada.value("phone"), ada.value("email")) == ("", "ada@holm.example")


def test_whoever_was_held_back_gets_on(ada: Browser):
    ada.sends(button="later", move_date__day="7")
    assert (ada.status, GET_ON in ada.words) == (422, True)
    ada.sends(button="later", move_date__day="").opens("/flytning/hvornaar")
    ada.sends(**day_fields("move_date", 7))
    ada.sends(button="later", new_address="Møllevej", care_of="Bo Holm")
    assert (ada.status, GET_ON in ada.words) == (422, True)
    assert (ada.value("new_address"), ada.value("care_of")) == ("Møllevej", "Bo Holm")
    ada.sends(button="later", new_address="")
    assert ada.path == "/mine-sager"
    assert ada.opens("/flytning/hvorhen").value("care_of") == "Bo Holm"


def test_whoever_stays_ticked_is_still_ticked_beside_a_field_that_is_wrong(outing: Service):
    ada = outing.citizen("ada").starts("udflugt")
    for key in ("uffe", "olena"):
        each = persons.by_key(key)
        new = {"who__cpr": each.cpr, "who__name": each.name}
        ada.sends(button="add:who", **new, **day_fields("day", 7))
    _, olena = ada.page.cssselect("input[name=who][checked]")
    ada.sends(button="later", who=[olena.get("value")], day__month="")
    assert len(ada.problems()) == 1
    (olena,) = ada.page.cssselect("input[name=who][checked]")
    (label,) = ada.page.cssselect(f"label[for={olena.get('id')}]")
    assert label.text_content() == persons.by_key("olena").name
    assert ada.value("day-month") == ""


def test_how_to_save_for_later_is_said_to_nobody_who_goes_on(ada: Browser):
    assert ada.sends(move_date__day="7").status == 422
    assert GET_ON not in ada.words


def test_what_was_answered_and_is_emptied_is_taken_away(ada: Browser):
    ada.sends(**day_fields("move_date", 7)).opens("/flytning/hvornaar")
    ada.sends(button="later", move_date__day="", move_date__month="", move_date__year="")
    assert ada.path == "/mine-sager"
    assert ada.opens("/flytning/hvornaar").value("move_date-day") == ""
    assert ada.problems() == [], "nobody is blamed for a page they have put off"
    assert ada.starts("flytning").path == "/flytning/hvornaar"


def test_a_declaration_that_is_taken_back_is_not_sent(ada: Browser):
    at_the_last_page(ada).sends(truth="yes")
    assert ada.path == "/flytning/kontroller"
    ada.opens("/flytning/kontakt").sends(button="later", truth=[])
    assert ada.path == "/mine-sager"
    assert ada.opens("/flytning/kontroller").path == "/flytning/kontakt"
    assert not ada.page.cssselect("#truth[checked]")


def test_whoever_is_ticked_off_moves_no_more(service: Service):
    susanne = service.citizen("susanne").starts("flytning").sends().sends(who="me_and_others")
    (first, *_) = susanne.page.cssselect("input[name=co_movers]")
    susanne.sends(co_movers=[first.get("value")]).opens("/flytning/medflyttere")
    susanne.sends(button="later", co_movers=[])
    assert susanne.path == "/mine-sager"
    assert not susanne.opens("/flytning/medflyttere").page.cssselect("input[checked]")
    assert susanne.starts("flytning").path == "/flytning/medflyttere"


def test_an_optional_answer_is_taken_back_by_emptying_it(ada: Browser):
    at_the_last_page(ada).sends(button="later", phone="20 30 40 50")
    ada.opens("/flytning/kontakt").sends(button="later", phone="")
    assert ada.opens("/flytning/kontakt").value("phone") == ""


def test_a_second_tab_is_told_here_too(service: Service, ada: Browser):
    other_tab = service.citizen("ada").opens("/flytning/hvornaar")
    ada.sends(**day_fields("move_date", 7))
    other_tab.sends(button="later", **day_fields("move_date", 9))
    assert other_tab.status == 409
    assert "ændret et andet sted" in other_tab.words
    other_tab.sends(button="later", **day_fields("move_date", 9))
    assert other_tab.path == "/mine-sager"


def test_a_form_without_login_goes_on_instead(service: Service):
    nobody = service.browser().starts("rotter").sends(button="later", place="elsewhere")
    assert nobody.path == "/rotter/sted"
