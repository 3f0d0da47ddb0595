"""Acting for another: each sees what is theirs to see, and it says who did what, by what right."""

import base64
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from app import worker
from app.auth.powers.models import PowerOfAttorney
from app.forms.capacities import NotSentBy
from app.integrations.case_systems.events import event
from app.integrations.deliver import case_file_of
from app.registers import civil
from app.sealed import digest
from app.standins import persons, submission_event
from app.submissions import digest_names
from app.submissions.letters import recipients
from app.submissions.models import Draft, Submission
from tests.auth.acting import acts_for, gives, holds_power, presses, withdraws
from tests.browser.paper import letters_of
from tests.municipality import municipality_with
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import asks_for_protection, moves_alone, reports_rats

KAREN, LENE = persons.by_key("karen"), persons.by_key("lene")


def the_submission(service: Service) -> Submission:
    with service.database.reading.begin() as session:
        return session.scalars(select(Submission)).one()


def works(service: Service, *kinds: str) -> None:
    for kind in kinds:
        while worker.run_next(service.database, [kind]):
            pass


def letters(service: Service) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{service.standins}/digital-post/messages.json").json()
    return found


def delivered(sent: Submission) -> dict[str, Any]:
    """What the case system is told, as far as it relies on it."""
    data = event(case_file_of(sent, municipality_with(sent.municipality_code))).get_data()
    assert isinstance(data, dict)
    submission_event.Submission.model_validate(data)
    return data


def test_what_is_sent_says_who_applied_and_who_acted_and_how_we_know(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    assert "Ansøger Karen Kristensen" in lene.words
    said = "Lene Kristensen, med fuldmagt fra Karen Kristensen, logget ind med MitID (betydelig)"
    assert f"Sendt af {said}" in lene.words
    sent = the_submission(service)
    assert sent.acted_by is not None
    with service.database.reading.begin() as session:
        power = session.scalars(select(PowerOfAttorney)).one()
    assert (sent.applicant["cpr"], sent.applicant["name"]) == (KAREN.cpr, KAREN.name)
    assert sent.applicant["proven"]["how"] == "power_of_attorney"
    assert sent.acted_by["cpr"] == LENE.cpr
    assert sent.acted_by["capacity"] == "power_of_attorney"
    assert sent.acted_by["proven"]["power_of_attorney"] == str(power.id)
    assert sent.acted_by["proven"]["level"] == "substantial"

    works(service, "make_receipt", "send_letter")
    told = delivered(sent)
    assert told["applicant"] == sent.applicant
    assert told["acted_by"] == sent.acted_by
    paper = letters_of(base64.b64decode(letters(service)[0]["documents"][0]["content_base64"]))
    assert "medfuldmagtfraKarenKristensen" in paper
    assert "Vi har modtaget det, der er sendt for ansøgeren.".replace(" ", "") in paper
    assert "duharsendt" not in paper

    karen = service.citizen("karen").opens("/mine-sager")
    assert "af Lene Kristensen" in karen.words


def test_both_get_the_receipt_as_a_letter_once(service: Service):
    moves_alone(holds_power(service, "lene", "karen")).sends()
    works(service, "make_receipt", "send_letter")
    sent = the_submission(service)
    assert sent.letter_sent_at is not None
    assert sent.acting_letter_sent_at is not None
    found = letters(service)
    assert sorted(each["recipient_id"] for each in found) == sorted([KAREN.cpr, LENE.cpr])
    assert len({each["message_uuid"] for each in found}) == 2


def test_for_oneself_there_is_one_letter_and_the_login_is_the_proof(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    assert "Sendt af Ada Holm, logget ind med MitID (betydelig)" in ada.words
    works(service, "make_receipt", "send_letter")
    assert len(letters(service)) == 1
    sent = the_submission(service)
    assert sent.applicant["proven"] == {"how": "mitid", "level": "substantial"}
    assert sent.acted_by is None
    assert sent.acting_letter_sent_at is None


def test_whoever_acts_never_sees_what_the_other_has_begun_nor_they_each_other(service: Service):
    karen = service.citizen("karen").starts("flytning")
    begun = karen.path
    gives(service.citizen("karen"), "ada")
    lene = holds_power(service, "lene", "karen")
    assert "Du er allerede i gang" not in lene.opens("/flytning").words
    assert lene.opens(begun).path == "/flytning"
    with service.database.reading.begin() as session:
        karens = session.scalars(select(Draft)).one()
    assert lene.opens(f"{begun}?kladde={karens.id}").path == "/flytning"
    assert "Ikke sendt endnu" not in lene.opens("/mine-sager").words

    lene.starts("flytning").sends()
    ada = service.citizen("ada").opens("/fuldmagter")
    acts_for(presses(ada, "Sig ja til fuldmagten fra Karen"), "Karen Kristensen")
    assert "Du er allerede i gang" not in ada.opens("/flytning").words
    assert "Ikke sendt endnu" not in ada.opens("/mine-sager").words
    with service.database.reading.begin() as session:
        assert len(session.scalars(select(Draft)).all()) == 2
        lenes = session.scalars(select(Draft).where(Draft.id != karens.id)).one()
    for other in (karen, ada):
        assert other.opens(f"{begun}?kladde={lenes.id}").path in ("/flytning", begun)
        posted = other.posts(begun, {"draft": str(lenes.id), "revision": "1"})
        assert posted.path == "/flytning"


def test_acting_for_another_they_do_not_meet_their_own(service: Service):
    lene = service.citizen("lene")
    moves_alone(lene).sends()
    own = lene.path
    lene.starts("adressebeskyttelse")
    gives(service.citizen("karen"), "lene")
    presses(lene.opens("/fuldmagter"), "Sig ja til fuldmagten fra Karen")
    acts_for(lene, "Karen Kristensen")
    assert "Her er ingen sager endnu." in lene.opens("/mine-sager").words
    assert lene.opens(own).status == 404
    presses(lene.opens("/"), "Handl for dig selv igen")
    assert lene.opens(own).status == 200


def test_the_person_sees_all_that_was_sent_for_them_and_whoever_sent_it_only_that(service: Service):
    moves_alone(service.citizen("karen")).sends()
    karens_own = the_submission(service).reference
    lene = holds_power(service, "lene", "karen")
    moves_alone(lene).sends()
    sent = lene.path.removeprefix("/kvittering/")
    karen = service.citizen("karen").opens("/mine-sager")
    assert karens_own in karen.words
    assert sent in karen.words
    assert karen.opens(f"/kvittering/{sent}").status == 200
    assert "Sendt af Lene Kristensen" in karen.opens(f"/mine-sager/{sent}").words
    lene.opens("/mine-sager")
    assert sent in lene.words
    assert karens_own not in lene.words
    for path in ("mine-sager", "kvittering"):
        assert lene.opens(f"/{path}/{karens_own}").status == 404


def test_once_they_stop_it_is_no_case_of_theirs(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    receipt = lene.path
    presses(lene, "Handl for dig selv igen")
    assert lene.opens(receipt).status == 404
    assert "Her er ingen sager endnu." in lene.opens("/mine-sager").words


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
    from app.forms.catalogue.relocation import Relocation

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


def test_a_form_without_login_names_nobody_also_while_acting(service: Service):
    lene = reports_rats(holds_power(service, "lene", "karen")).sends()
    assert lene.path.startswith("/kvittering/")
    sent = the_submission(service)
    assert sent.applicant == {"kind": "anonymous"}
    assert sent.acted_by is None


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


def test_a_parent_applies_for_a_child_and_gets_its_letter(service: Service):
    bo = acts_for(service.citizen("bo"), "Emil Lund")
    asks_for_protection(bo)
    assert "Camilla" not in bo.words
    bo.sends()
    said = "Bo Lund, forælder med forældremyndighed ifølge folkeregistret, logget ind med MitID"
    assert said in bo.words
    sent = the_submission(service)
    assert sent.acted_by is not None
    assert sent.acted_by["proven"]["how"] == "custody"
    assert sent.acted_by["proven"]["register"] == "civil_register"
    works(service, "make_receipt", "send_letter")
    assert [each["recipient_id"] for each in letters(service)] == [persons.by_key("bo").cpr]
    assert delivered(sent)["applicant"]["cpr"] == persons.by_key("emil").cpr


def test_from_fifteen_a_child_gets_the_letter_too(service: Service):
    asks_for_protection(acts_for(service.citizen("susanne"), "Rosa Storm")).sends()
    works(service, "make_receipt", "send_letter")
    both = sorted(persons.by_key(key).cpr for key in ("rosa", "susanne"))
    assert sorted(each["recipient_id"] for each in letters(service)) == both


def test_a_guardian_and_the_ward_both_get_it(service: Service):
    tage = moves_alone(acts_for(service.citizen("tage"), "Sigrid Bang")).sends()
    assert "Tage Bang, værge ifølge folkeregistret" in tage.words
    works(service, "make_receipt", "send_letter")
    assert len(letters(service)) == 2


def change_custody(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the register says that nobody has custody of anybody."""
    asked = civil.look_up

    def without(url: str, cpr: str) -> Any:
        from dataclasses import replace

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
    from dataclasses import replace

    from app.registers.answers import AddressProtection

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
    bo.sends(
        name="Barnet",
        address__pick="manual",
        address__street="Et sted",
        address__number="1",
        address__postal_code="7400",
        address__city="Herning",
    )
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


def test_digests_can_be_told_from_the_sealed_columns(service: Service):
    moves_alone(service.citizen("ada")).sends()
    lene = moves_alone(holds_power(service, "lene", "karen"))
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft).where(Draft.submitted_at.is_(None))).one()
    lene.sends()
    with service.database.reading.begin() as session:
        rows: list[Draft | Submission] = [draft, *session.scalars(select(Submission))]
    assert len(rows) == 3
    for row in rows:
        code, said = row.municipality_code, (row.applicant, row.acted_by)
        assert digest(digest_names.of_acting(code, *said)) == row.acting_digest
        assert digest(digest_names.of_applicant(code, row.applicant)) == row.applicant_digest


def test_nobody_gets_a_letter_for_somebody_anonymous():
    assert recipients({"kind": "anonymous"}, None) == ()


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
