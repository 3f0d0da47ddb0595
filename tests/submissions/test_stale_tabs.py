"""A page that was opened for one applicant, and shown again or sent while they act for another."""

from sqlalchemy import select

from app.submissions.models import Draft
from tests.auth.acting import acts_for, gives, holds_power, presses
from tests.service import Service
from tests.submissions.walks import TYPED_ADDRESS, day_fields, moves_alone

HEADING = "Du handler for en anden, end da du åbnede siden"


def answers(service: Service) -> list[str]:
    with service.database.reading.begin() as session:
        return [str(draft.answers) for draft in session.scalars(select(Draft))]


def test_what_was_typed_for_the_other_is_not_kept_as_ones_own(service: Service):
    lene = holds_power(service, "lene", "karen").starts("flytning").sends()
    lene.sends(who="me").sends(**day_fields("move_date", 3))
    assert lene.path == "/flytning/hvorhen"
    fields = {"draft": lene.value("draft"), "revision": lene.value("revision")}
    typed = fields | {name.replace("__", "-"): text for name, text in TYPED_ADDRESS.items()}

    presses(lene, "Handl for dig selv igen")
    lene.starts("flytning")
    before = answers(service)
    lene.posts("/flytning/hvorhen", typed)
    assert (lene.status, lene.sees) == (409, HEADING)
    assert answers(service) == before

    # Their own draft does not take it, nor lose it for them.
    assert lene.opens("/flytning/dig").status == 200
    assert "Møllevej" not in lene.text
    acts_for(lene, "Karen Kristensen")
    lene.opens("/flytning/hvorhen")
    assert lene.value("new_address-street") == "Møllevej"
    assert answers(service) == before


def test_ones_own_page_sent_while_acting_says_so_too(service: Service):
    lene = moves_alone(service.citizen("lene"))
    fields = {"draft": lene.value("draft"), "revision": lene.value("revision")}
    gives(service.citizen("karen"), "lene")
    presses(lene.opens("/fuldmagter"), "Sig ja til fuldmagten fra Karen")
    acts_for(lene, "Karen Kristensen")
    lene.posts("/flytning/kontroller", fields)
    assert (lene.status, lene.sees) == (409, HEADING)
    assert lene.opens(f"/flytning/dig?kladde={fields['draft']}").status == 409


def test_what_one_typed_waits_also_where_the_form_is_not_covered(service: Service):
    lene = service.citizen("lene").starts("flytning").sends()
    assert lene.path == "/flytning/hvornaar"
    fields = {"draft": lene.value("draft"), "revision": lene.value("revision")}
    fields |= day_fields("move_date", 3)
    gives(service.citizen("karen"), "lene", "adressebeskyttelse")
    presses(lene.opens("/fuldmagter"), "Sig ja til fuldmagten fra Karen")
    acts_for(lene, "Karen Kristensen")
    typed = {name.replace("__", "-"): text for name, text in fields.items()}
    assert lene.posts("/flytning/hvornaar", typed).status == 403
    presses(lene, "Handl for dig selv igen")
    lene.opens("/flytning/hvornaar")
    assert lene.value("move_date-day") == typed["move_date-day"]


def test_a_tab_that_is_shown_again_stays_with_its_own_draft(service: Service):
    lene = service.citizen("lene").starts("flytning").sends()
    own = lene.whole_path
    gives(service.citizen("karen"), "lene")
    presses(lene.opens("/fuldmagter"), "Sig ja til fuldmagten fra Karen")
    acts_for(lene, "Karen Kristensen").starts("flytning").sends()
    karens = lene.whole_path
    assert "Du handler for Karen Kristensen" in lene.words

    assert (lene.opens(own).status, lene.sees) == (409, HEADING)
    presses(lene, "Handl for dig selv igen")
    assert (lene.opens(karens).status, lene.sees) == (409, HEADING)
    assert "Karen Kristensen" not in lene.words
    assert lene.opens(own).status == 200


def test_what_is_refused_stays_with_its_draft_too(service: Service):
    lene = service.citizen("lene").starts("flytning").sends()
    own = lene.whole_path
    lene.sends(move_date__day="")
    assert (lene.status, lene.whole_path) == (422, own)


def test_somebody_elses_draft_is_no_draft_at_all(service: Service):
    karen = moves_alone(service.citizen("karen"))
    fields = {"draft": karen.value("draft"), "revision": karen.value("revision")}
    assert service.citizen("ada").posts("/flytning/kontroller", fields).path == "/flytning"
