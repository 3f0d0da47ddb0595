"""How it went with the letter, told to the one it was sent to, and to nobody else."""

import pytest

from app import worker
from tests.auth.acting import holds_power
from tests.citizen import Browser
from tests.integrations.posting import (
    DELIVERED,
    FAILED,
    PRINTED,
    a_letter_is_sent,
    status,
    the_message,
    told,
)
from tests.integrations.served import the_errand, the_submission
from tests.service import Service
from tests.submissions.sent import letters, works
from tests.submissions.walks import moves_alone

TERM = "Brev med kvitteringen"


def read_by(reader: Browser, service: Service) -> str:
    """What their case says of the letter."""
    case = reader.opens(f"/mine-sager/{the_submission(service.database).reference}")
    assert case.status == 200
    return case.words.partition(TERM)[2]


def presses_try_again(service: Service) -> None:
    operations = service.staff("operations").opens("/personale/afleveringer")
    errand = the_errand(service.database, "send_letter")
    operations.posts(f"/personale/afleveringer/{errand.id}/proev-igen")


@pytest.mark.parametrize(
    ("code", "words"),
    [(DELIVERED, "Afleveret i Digital Post"), (PRINTED, "Trykt og på vej som papirbrev")],
)
def test_it_says_how_the_letter_came(service: Service, code: str, words: str):
    message_id = a_letter_is_sent(service)
    ada = service.citizen("ada")
    assert read_by(ada, service).startswith(" Sendt ")
    told(service, status(message_id, code))
    assert read_by(ada, service).startswith(f" {words}")


def test_before_the_post_has_it_it_is_on_its_way(service: Service):
    moves_alone(service.citizen("ada")).sends()
    assert read_by(service.citizen("ada"), service).startswith(" På vej ")


def test_a_letter_that_came_back_is_told_of_until_it_is_sent_anew(service: Service):
    message_id = a_letter_is_sent(service)
    told(service, status(message_id, FAILED))
    ada = service.citizen("ada")
    assert read_by(ada, service).startswith(
        " Brevet kunne ikke afleveres til dig. En medarbejder ser på det."
    )
    presses_try_again(service)
    assert read_by(ada, service).startswith(" På vej ")
    works(service, "send_letter")
    assert read_by(ada, service).startswith(" Sendt ")
    told(service, status(the_message(service).id, PRINTED))
    assert read_by(ada, service).startswith(" Trykt og på vej som papirbrev")


def test_each_reads_of_their_own_letter_alone(service: Service):
    """Whether somebody is exempt is nobody else's to know."""
    lene = holds_power(service, "lene", "karen")
    moves_alone(lene).sends()
    worker.run_next(service.database, ["make_receipt"])
    works(service, "send_letter")
    by_channel = {each["channel"]: each["message_uuid"] for each in letters(service)}
    told(service, status(by_channel["paper"], PRINTED))
    told(service, status(by_channel["digital"], DELIVERED))
    assert read_by(service.citizen("karen"), service).startswith(" Trykt og på vej som papirbrev")
    assert read_by(lene, service).startswith(" Afleveret i Digital Post")
