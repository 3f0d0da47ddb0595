"""Parents and guardians act as the register says today, and see of a child what they may."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.registers import civil
from app.registers.answers import AddressProtection
from app.standins import persons
from app.submissions.models import Draft
from tests.auth.acting import acts_for, presses
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import typed_address


def test_a_parent_moves_a_child_as_themselves_since_the_other_parent_is_asked_about(
    service: Service,
):
    bo = acts_for(service.citizen("bo"), "Emil Lund").opens("/flytning")
    assert not bo.page.cssselect("form.start")
    for page in (bo, bo.posts("/flytning")):
        assert "Handl for dig selv igen" in page.words
        assert "Flytter dit barn, melder du det som dig selv." in page.words
    assert bo.status == 403
    presses(bo, "Handl for dig selv igen")
    bo.starts("flytning").sends().sends(who="child").sends(children=["h1"])
    assert bo.sees == "Barnets anden forælder", bo.problems()


def change_custody(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the register says that nobody has custody of anybody."""
    asked = civil.look_up

    def without(url: str, cpr: str) -> Any:
        person = asked(url, cpr)
        return person and replace(
            person, children=tuple(replace(each, custody=False) for each in person.children)
        )

    monkeypatch.setattr(civil, "look_up", without)


def test_custody_is_asked_again_when_a_form_is_started(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    bo = acts_for(service.citizen("bo"), "Emil Lund")
    change_custody(monkeypatch)
    bo.starts("adressebeskyttelse")
    assert bo.status == 403
    assert "Ifølge folkeregistret kan du ikke længere" in bo.words
    assert "Du handler for" not in bo.opens("/").words


def test_the_register_is_asked_once_about_each(service: Service, monkeypatch: pytest.MonkeyPatch):
    bo = acts_for(service.citizen("bo"), "Emil Lund")
    asked, look_up = [], civil.look_up

    def counted(url: str, cpr: str) -> Any:
        asked.append(cpr)
        return look_up(url, cpr)

    monkeypatch.setattr(civil, "look_up", counted)
    bo.starts("adressebeskyttelse")
    assert bo.status == 200
    assert sorted(asked) == sorted(persons.by_key(key).cpr for key in ("bo", "emil"))


def asked_again_at(service: Service) -> dict[UUID, datetime]:
    with service.database.reading.begin() as session:
        return {draft.id: draft.ask_again_at for draft in session.scalars(select(Draft))}


def test_what_one_writes_of_oneself_asks_nothing_anew_about_another(service: Service):
    bo = acts_for(service.citizen("bo"), "Emil Lund").starts("adressebeskyttelse")
    presses(bo, "Handl for dig selv igen")
    bo.starts("adressebeskyttelse")
    before = asked_again_at(service)
    bo.opens("/mine-data").sends(phone="20 30 40 50")
    after = asked_again_at(service)
    assert len(before) == 2
    assert sum(after[draft] != before[draft] for draft in before) == 1


def test_custody_is_asked_again_when_a_draft_is_taken_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    bo = acts_for(service.citizen("bo"), "Emil Lund").starts("adressebeskyttelse")
    with service.database.writing.begin() as session:
        session.execute(update(Draft).values(ask_again_at=Draft.started_at))
    change_custody(monkeypatch)
    assert bo.opens("/adressebeskyttelse/dig").status == 403


def test_a_silent_register_does_not_end_what_it_said_today(service: Service):
    bo = acts_for(service.citizen("bo"), "Emil Lund")
    behave(service.standins, "civil-register", "down")
    bo.starts("adressebeskyttelse").sends()
    assert bo.path == "/adressebeskyttelse/dig"
    assert bo.value("address-street") == ""


def test_a_child_that_has_turned_eighteen_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    susanne = acts_for(service.citizen("susanne"), "Rosa Storm")
    monkeypatch.setattr("app.auth.powers.right.is_minor", lambda cpr, day: False)
    assert susanne.opens("/flytning").status == 403
    assert "fyldt 18 år" in susanne.words


def protects(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The register says that this person is protected, wherever they are mentioned."""
    asked, cpr = civil.look_up, persons.by_key(key).cpr

    def protecting(url: str, asked_about: str) -> Any:
        person = asked(url, asked_about)
        if person is None:
            return None
        if person.cpr == cpr:
            person = replace(person, address_protection=AddressProtection(True))
        return replace(
            person,
            children=tuple(
                replace(each, protected=True) if each.cpr == cpr else each
                for each in person.children
            ),
        )

    monkeypatch.setattr(civil, "look_up", protecting)


def test_a_protected_child_is_never_named_nor_its_address_shown(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    protects(monkeypatch, "emil")
    bo = service.citizen("bo").opens("/fuldmagter")
    assert "Emil" not in bo.text
    presses(bo, "Handl for dit barn, født")
    assert "Du handler for dit barn, født" in bo.words
    bo.starts("adressebeskyttelse").sends()
    assert bo.path == "/adressebeskyttelse/dig"
    assert "Emil" not in bo.text
    assert "Fredensgade" not in bo.text
    emil = persons.by_key("emil")
    bo.sends(name="Barnet", **typed_address("address", "Et sted", "1"))
    assert bo.path == "/adressebeskyttelse/periode", bo.problems()
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft)).one()
    assert draft.applicant["name"] == ""
    assert draft.applicant["cpr"] == emil.cpr


def test_a_parent_who_lives_elsewhere_is_not_shown_where_the_child_lives(service: Service):
    """Ida lives with Gitte in Nørregade, and Hugo elsewhere."""
    gitte = (
        acts_for(service.citizen("gitte"), "Ida Bach Winther").starts("adressebeskyttelse").sends()
    )
    assert "Nørregade" in gitte.text
    hugo = (
        acts_for(service.citizen("hugo"), "Ida Bach Winther").starts("adressebeskyttelse").sends()
    )
    assert "Ida Bach Winther" in hugo.text
    assert "Nørregade" not in hugo.text
    assert hugo.page.cssselect("[name^=address]")


def test_nor_is_anybody_where_somebody_protected_lives_with_the_child(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    asked, camilla = civil.look_up, persons.by_key("camilla").cpr

    def protecting(url: str, cpr: str) -> Any:
        person = asked(url, cpr)
        return person and replace(
            person,
            household=tuple(
                replace(each, protected=each.protected or each.cpr == camilla)
                for each in person.household
            ),
        )

    monkeypatch.setattr(civil, "look_up", protecting)
    bo = acts_for(service.citizen("bo"), "Emil Lund").starts("adressebeskyttelse").sends()
    assert "Emil Lund" in bo.text
    assert "Fredensgade" not in bo.text
