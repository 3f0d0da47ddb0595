"""Companies and associations: their form, their cases, and who of them sees what."""

import httpx
import pytest
from sqlalchemy import select

from app import worker
from app.municipalities import current
from app.municipalities.models import OfferRow
from app.submissions.models import Draft
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.companies import COMPANY, borrows, victor, winnie
from tests.submissions.sent import delivered, digests_are_of_what_is_sealed, the_submission
from tests.submissions.walks import moves_alone, typed_address


def test_a_company_is_prefilled_and_chooses_among_its_units(service: Service):
    browser = victor(service).starts("lokaler")
    for known in ("Mølgaard VVS ApS", "99000104", "Anpartsselskab", "Hentet fra CVR"):
        assert known in browser.words
    browser.sends()
    assert "Mølgaard VVS, værksted" in browser.words
    assert "Mølgaard VVS, butik" in browser.words


def test_an_association_with_one_unit_is_not_asked_which(service: Service):
    browser = winnie(service).starts("lokaler").sends()
    assert "Teaterforeningen Syvhøj, P-nummer 9900011201" in browser.words
    assert not browser.page.cssselect("input[name=unit]")
    assert browser.sends().path == "/lokaler/hvad"


def delivered_p_number(service: Service) -> str:
    return str(delivered(the_submission(service))["applicant"]["p_number"])


def test_the_unit_chosen_in_the_form_is_delivered_with_the_applicant(service: Service):
    borrows(victor(service)).sends()
    assert delivered_p_number(service) == "9900010402"


def test_another_unit_than_the_logins_is_the_one_that_applies(service: Service):
    assert COMPANY is not None
    borrows(service.company("victor", COMPANY.cvr, COMPANY.name, p_number="9900010401")).sends()
    assert delivered_p_number(service) == "9900010402"


def test_the_only_unit_is_delivered_too(service: Service):
    borrows(winnie(service)).sends()
    assert delivered_p_number(service) == "9900011201"


@pytest.mark.parametrize("own", ["Skriv til Kulturafdelingen.", ""])
def test_how_to_complain_is_said_before_and_after_in_the_same_words(service: Service, own: str):
    with service.database.writing.begin() as session:
        session.get_one(OfferRow, ("0657", "lokaler")).texts = {"complaint": own}
    current.forget()
    said = own or "I svaret står der, hvordan I kan klage"
    browser = victor(service)
    assert said in browser.opens("/lokaler").words
    assert said in borrows(browser).sends().words


def test_what_is_sent_is_the_companys_and_says_who_sent_it(service: Service):
    browser = borrows(victor(service)).sends()
    assert "Ansøger Mølgaard VVS ApS, CVR-nummer 99000104" in browser.words
    assert "Sendt af Victor Mølgaard, logget ind med MitID Erhverv (betydelig)" in browser.words
    assert "Hentet fra folkeregistret" not in browser.words
    sent = the_submission(service)
    assert sent.acted_by is not None
    assert sent.applicant["kind"] == "company"
    assert sent.acted_by["capacity"] == "for_company"
    # A person's own number is no business of a case of the company's.
    assert "cpr" not in sent.acted_by
    assert delivered(sent)["acted_by"] == sent.acted_by


def test_the_company_gets_the_letter_by_its_cvr_number_and_nobody_else_one(service: Service):
    borrows(victor(service)).sends()
    for kind in ("make_receipt", "send_letter"):
        assert worker.run_next(service.database, [kind])
    assert not worker.run_next(service.database, ["send_letter"])
    (letter,) = httpx.get(f"{service.standins}/digital-post/messages.json").json()
    assert (letter["recipient_kind"], letter["recipient_id"]) == ("CVR", "99000104")
    assert "99000104" in httpx.get(f"{service.standins}/digital-post/").text


def test_a_colleague_sees_what_was_sent_and_not_what_is_begun(service: Service):
    borrows(victor(service)).sends()
    reference = the_submission(service).reference
    victor(service).starts("lokaler").sends()
    colleague = victor(service, "bo")
    colleague.opens("/mine-sager")
    assert reference in colleague.words
    assert "Ikke sendt endnu" not in colleague.words
    for path in (f"/kvittering/{reference}", f"/mine-sager/{reference}"):
        colleague.opens(path)
        assert "Oplyst af den, der sendte" in colleague.words
        for not_theirs in ("Oplyst af dig", "Dine svar", "Du har sendt", "du har sendt"):
            assert not_theirs not in colleague.words
    assert "Du er allerede i gang" not in colleague.opens("/lokaler").words
    assert colleague.opens("/lokaler/afdeling").path == "/lokaler"


def test_the_companys_cases_are_not_the_persons_nor_the_other_way_round(service: Service):
    borrows(victor(service)).sends()
    reference = the_submission(service).reference
    privately = service.citizen("victor")
    assert privately.opens("/mine-sager").status == 200
    assert reference not in privately.words
    assert privately.opens(f"/kvittering/{reference}").status == 404
    assert winnie(service).opens(f"/kvittering/{reference}").status == 404
    moves_alone(privately).sends()
    assert victor(service).opens(privately.path).status == 404


def test_a_citizen_is_told_kindly_that_it_is_for_companies(service: Service):
    ada = service.citizen("ada").opens("/lokaler")
    assert ada.status == 200
    assert "Opgaven er for virksomheder og foreninger" in ada.words
    assert not ada.page.cssselect("form.start")
    for refused in (ada.posts("/lokaler"), ada.opens("/lokaler/jer")):
        assert refused.status == 403
        assert "Log ind med MitID Erhverv" in refused.words


def test_a_company_is_told_kindly_that_it_is_for_citizens(service: Service):
    browser = victor(service).opens("/flytning")
    assert "Opgaven er for borgere" in browser.words
    assert not browser.page.cssselect("form.start")
    assert browser.posts("/flytning").status == 403


def test_the_start_page_says_who_can_apply(service: Service):
    assert "For virksomheder og foreninger." in service.browser().opens("/lokaler").words
    assert "For borgere." in service.browser().opens("/flytning").words


def test_a_form_for_companies_looks_like_virk_and_others_like_borger_dk(service: Service):
    browser = victor(service)
    for path in ("/lokaler", "/lokaler/jer"):
        browser.starts("lokaler") if path.endswith("jer") else browser.opens(path)
        assert "dkfds-virkdk.min.css" in browser.text
        assert "dkfds-borgerdk" not in browser.text
        assert "borger.dk" not in browser.text
        (logo,) = browser.page.cssselect("a.logo")
        assert logo.get("href") == "/forlad?til=virk"
    leaving = browser.opens("/forlad?til=virk")
    assert leaving.page.cssselect('main a[href="https://virk.dk/"]')
    receipt = borrows(browser).sends()
    assert "dkfds-virkdk.min.css" in receipt.text
    assert "dkfds-borgerdk.min.css" in service.browser().opens("/flytning").text


def test_a_silent_register_stops_no_company(service: Service):
    behave(service.standins, "company-register", "down")
    browser = victor(service).starts("lokaler")
    assert "Vi kunne ikke hente oplysninger i CVR" in browser.words
    assert browser.value("name") == "Mølgaard VVS ApS"
    assert browser.value("cvr") == "99000104"
    browser.sends(**typed_address("address", "Markedspladsen", "2"))
    assert browser.path == "/lokaler/afdeling", browser.problems()
    browser.sends(unit="9900010401")
    assert browser.path == "/lokaler/hvad", browser.problems()


def test_the_api_says_who_can_apply(service: Service):
    forms = service.browser().client.get("/api/v1/forms").json()["forms"]
    applicants = {form["slug"]: form["applicants"] for form in forms}
    assert applicants["lokaler"] == ["company"]
    assert applicants["flytning"] == ["citizen"]


def test_the_form_is_found_as_people_search_for_it(service: Service):
    found = service.browser().opens("/?soeg=idrætshal")
    assert found.page.cssselect('main a[href="/lokaler"]')
    assert "Søg om at låne lokaler" in found.words


def test_digests_can_be_told_from_the_sealed_columns(service: Service):
    browser = borrows(victor(service))
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft)).one()
    browser.sends()
    assert digests_are_of_what_is_sealed(draft)
    assert digests_are_of_what_is_sealed(the_submission(service))


def test_whoever_may_bind_the_company_is_known_as_such(service: Service):
    browser = service.company("victor", COMPANY.cvr, COMPANY.name, role="represents")
    borrows(browser).sends()
    assert "kan tegne virksomheden eller foreningen ifølge MitID Erhverv" in browser.words
    sent = the_submission(service)
    assert delivered(sent)["acted_by"]["role"] == "represents"


def test_of_whom_the_login_says_nothing_nothing_is_said(service: Service):
    browser = borrows(victor(service)).sends()
    assert "kan tegne" not in browser.words
    acted_by = the_submission(service).acted_by
    assert acted_by is not None
    assert acted_by["role"] == ""


def test_the_unit_they_logged_in_for_is_suggested(service: Service):
    browser = service.company("victor", COMPANY.cvr, COMPANY.name, p_number="9900010402")
    browser.starts("lokaler").sends()
    assert browser.value("unit") == "9900010402"
    assert "Hentet fra dit login" in browser.words
    elsewhere = service.company("bo", COMPANY.cvr, COMPANY.name, p_number="1234567890")
    elsewhere.starts("lokaler").sends()
    assert elsewhere.page.cssselect("input[name=unit]")
    assert not elsewhere.page.cssselect("input[name=unit][checked]")


def test_also_where_the_register_is_silent(service: Service):
    behave(service.standins, "company-register", "down")
    browser = service.company("victor", COMPANY.cvr, COMPANY.name, p_number="9900010402")
    browser.starts("lokaler")
    typed = typed_address("address", "Et sted", "1")
    browser.sends(form_of_business="Anpartsselskab", **typed)
    assert browser.path == "/lokaler/afdeling", browser.problems()
    assert browser.value("unit") == "9900010402"
