"""A power of attorney opens what it covers, as long as it holds, and shows nobody else."""

import pytest
from sqlalchemy import select

from app.auth.powers.models import PowerOfAttorney
from app.forms.capacities import NotSentBy
from app.forms.catalogue.relocation import Relocation
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.auth.acting import acts_for, gives, holds_power, presses, withdraws
from tests.service import Service
from tests.submissions.sent import the_submission
from tests.submissions.walks import moves_alone


@pytest.mark.parametrize(
    "click", ["/flytning", "/flytning/kontroller", "/mine-sager", "receipt", "pdf", "send", "start"]
)
def test_withdrawn_the_next_click_is_refused_whatever_it_is(service: Service, click: str):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    receipt = lene.path
    moves_alone(lene)
    fields = {"draft": lene.value("draft"), "revision": lene.value("revision")}
    withdraws(service, "karen")
    if click == "receipt":
        lene.opens(receipt)
    elif click == "pdf":
        lene.opens(f"{receipt}.pdf")
    elif click == "send":
        lene.posts("/flytning/kontroller", fields)
    elif click == "start":
        lene.posts("/flytning")
    else:
        lene.opens(click)
    assert lene.status == 403
    assert "Fuldmagten er trukket tilbage" in lene.words
    assert "Du handler for Karen" not in lene.words
    with service.database.reading.begin() as session:
        assert len(session.scalars(select(Submission)).all()) == 1
    # And from there on they are themselves.
    assert lene.opens("/flytning").status == 200
    assert "Du er allerede i gang" not in lene.words


def test_what_a_page_asks_in_the_background_does_not_take_the_refusal_from_them(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    withdraws(service, "karen")
    asked = lene.client.get(lene.path, headers={"hx-request": "true"})
    assert (asked.status_code, asked.text) == (403, "")
    lene.opens("/mine-sager")
    assert lene.status == 403
    assert "Fuldmagten er trukket tilbage" in lene.words


def test_a_power_for_one_form_does_not_open_another(service: Service):
    lene = holds_power(service, "lene", "karen", "flytning")
    lene.opens("/adressebeskyttelse")
    assert "Fuldmagten gælder andre opgaver end denne" in lene.words
    assert not lene.page.cssselect("form.start")
    assert lene.starts("flytning").path == "/flytning/dig"
    for refused in (lene.posts("/adressebeskyttelse"), lene.opens("/adressebeskyttelse/dig")):
        assert refused.status == 403
        assert refused.sees == "Navne- og adressebeskyttelse"
        assert "Fuldmagten gælder andre opgaver end denne" in refused.words
        assert "Du handler for Karen" in refused.words
    assert lene.opens("/flytning/dig").status == 200


def test_a_form_that_another_may_not_send_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    lene = holds_power(service, "lene", "karen")
    instead = (NotSentBy("power_of_attorney", "Det må Karen selv gøre."),)
    monkeypatch.setattr(Relocation, "not_sent_by", instead)
    assert lene.posts("/flytning").status == 403
    assert "Det må Karen selv gøre." in lene.words
    assert "Meld flytning" not in lene.opens("/fuldmagter/giv").words


def test_a_new_power_is_what_counts_for_what_was_begun_under_the_old(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen"))
    withdraws(service, "karen")
    lene.opens("/mine-sager")
    gives(service.citizen("karen"), "lene")
    presses(lene.opens("/fuldmagter"), "Sig ja til fuldmagten fra Karen")
    acts_for(lene, "Karen Kristensen").opens("/flytning/kontroller").sends()
    assert lene.path.startswith("/kvittering/")
    acted_by = the_submission(service).acted_by
    assert acted_by is not None
    with service.database.reading.begin() as session:
        newest = session.scalars(
            select(PowerOfAttorney.id).where(PowerOfAttorney.withdrawn_at.is_(None))
        ).one()
    assert acted_by["proven"]["power_of_attorney"] == str(newest)


def test_a_power_shows_nobody_else_who_lives_there_and_a_co_mover_can_be_typed(service: Service):
    lene = holds_power(service, "lene", "bo").starts("flytning").sends()
    assert lene.path == "/flytning/hvem"
    offered = [each.get("value") for each in lene.page.cssselect("input[name=who]")]
    assert offered == ["me", "me_and_others"]
    lene.sends(who="me_and_others")
    family = [persons.by_key(key) for key in ("camilla", "dicte", "emil", "frida")]
    for each in family:
        assert each.first not in lene.words
        assert each.cpr not in lene.text
    with service.database.reading.begin() as session:
        kept = str(session.scalars(select(Draft)).one().register)
    assert not any(each.cpr in kept or each.first in kept for each in family)

    emil, camilla = persons.by_key("emil"), persons.by_key("camilla")
    lene.sends(co_movers__cpr=emil.cpr, co_movers__name=emil.name, button="add:co_movers")
    assert lene.problems() == [
        "Du kan kun tage et barn under 18 år med, hvis det bor hos dig, og du har "
        "forældremyndighed over det. Kontakt kommunen, hvis et barn mangler."
    ]
    lene.sends(
        co_movers__cpr=camilla.cpr, co_movers__name="Camilla Lund", button="add:co_movers"
    ).sends()
    assert lene.path == "/flytning/hvornaar", lene.problems()


def test_a_power_chooses_none_of_the_others_children(service: Service):
    lene = holds_power(service, "lene", "bo").starts("adressebeskyttelse").sends().sends()
    assert lene.path == "/adressebeskyttelse/periode"
