"""Acting for another: each sees what is theirs to see, and nobody what another has begun."""

from sqlalchemy import select

from app.submissions.models import Draft
from tests.auth.acting import acts_for, gives, holds_power, presses
from tests.service import Service
from tests.submissions.sent import the_submission
from tests.submissions.walks import moves_alone


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
