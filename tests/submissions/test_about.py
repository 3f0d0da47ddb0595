"""A form that one may have several drafts of, one for each thing it is about."""

from types import MappingProxyType

import pytest
from sqlalchemy import func, select

from app.forms.form import BeforeYouStart, Filing, Form, Privacy, Step
from app.forms.questions import Choice, Text
from app.municipalities import current
from app.municipalities.models import OfferRow
from app.submissions.models import Draft
from tests.service import Service


class Swimming(Form):
    slug = "svoemning"
    title = "Svømning"
    languages = ("da",)
    before_you_start = BeforeYouStart(
        who="Forældre.", minutes=1, have_ready=(), afterwards="Du får svar."
    )
    child = Choice("Hvilket barn?", {"dicte": "Dicte", "emil": "Emil"})
    wish = Text("Hvad ønsker I?")
    about = child
    steps = (Step("barn", "Hvilket barn?", child), Step("oenske", "Hvad ønsker I?", wish))
    filing = Filing(system="records", kle="18.15.12", facet="G01", title="Svømning")
    what_happens_next = "Vi svarer."
    keep_days = 30
    privacy = Privacy(purpose="Svømning.", legal_basis="Loven.", recipients="Svømmehallen.")


@pytest.fixture
def swimming(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    forms = MappingProxyType({"svoemning": Swimming})
    for module in ("submissions.current", "entrance.tasks", "submissions.mine"):
        monkeypatch.setattr(f"app.{module}.published", lambda: forms)
    with service.database.writing.begin() as session:
        session.add(OfferRow(municipality_code="0657", form_slug="svoemning"))
    current.forget()
    return service


def test_each_child_has_a_draft_of_its_own(swimming: Service):
    bo = swimming.citizen("bo").starts("svoemning")
    bo.sends(child="dicte")
    assert "?kladde=" in bo.whole_path
    bo.sends(wish="Crawl")
    bo.opens("/svoemning")
    bo.posts("/svoemning", {"_action": "another"})
    bo.sends(child="emil")
    assert drafts(swimming) == 2
    bo.opens("/svoemning")
    ways_on = [link.get("href") for link in bo.page.cssselect("main .button-primary[href]")]
    assert len(ways_on) == 2
    assert "Dicte" in bo.opens(next(way for way in ways_on if "kontroller" in way)).words


def test_a_second_draft_about_the_same_child_is_told(swimming: Service):
    bo = swimming.citizen("bo").starts("svoemning")
    bo.sends(child="dicte")
    bo.posts("/svoemning", {"_action": "another"})
    bo.sends(child="dicte")
    assert bo.status == 422
    assert bo.problems() == ["Du er allerede i gang med det. Find kladden under »Mine sager«."]
    bo.sends(child="emil")
    assert bo.path.startswith("/svoemning/oenske")


def test_whoever_saves_the_same_child_for_later_is_told_how_to_get_on(swimming: Service):
    bo = swimming.citizen("bo").starts("svoemning")
    bo.sends(child="dicte")
    bo.posts("/svoemning", {"_action": "another"})
    bo.sends(child="dicte", button="later")
    assert bo.status == 422
    assert "tøm det, så kan du gemme og fortsætte senere." in bo.words


def test_two_begun_at_once_about_nothing_yet_are_one(swimming: Service):
    bo = swimming.citizen("bo").starts("svoemning")
    bo.posts("/svoemning", {"_action": "another"})
    assert drafts(swimming) == 1


def drafts(service: Service) -> int:
    with service.database.reading.begin() as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_another_language_and_a_login_keep_to_the_draft_one_is_at(swimming: Service):
    bo = swimming.citizen("bo").starts("svoemning")
    here = bo.whole_path
    assert "?kladde=" in here
    assert {form.fields["back"] for form in bo.page.cssselect("form[action='/sprog']")} == {here}
    bo.sends()
    assert bo.status == 422
    assert {form.fields["back"] for form in bo.page.cssselect("form[action='/sprog']")} == {here}

    stranger = swimming.browser().client.get(here, follow_redirects=False)
    path, _, draft = here.partition("?kladde=")
    expected = f"/log-ind?tilbage={path}%3Fkladde%3D{draft}"
    assert stranger.headers["location"] == expected
