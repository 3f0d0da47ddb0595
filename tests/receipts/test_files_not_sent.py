"""What a citizen has written to their case and not sent is nobody else's to fetch."""

from uuid import UUID

from app.receipts import address
from app.receipts.attachments import path_of
from tests.municipality import municipality_with
from tests.receipts.test_files_for_staff import fetched
from tests.service import Service
from tests.submissions.looking_up import PAGE, WHY
from tests.submissions.test_answering import LEASE, answers, asked, attaches
from tests.submissions.uploading import addresses, attached


def test_a_file_to_the_case_is_the_citizens_own_until_it_is_sent(service: Service):
    reference = asked(service)
    ada = answers(service, reference)
    attaches(ada, LEASE, ("tom.pdf", b"", "application/pdf"))
    assert attached(ada) == ["lejekontrakt.pdf"]
    (where,) = addresses(ada)
    attachment = where.removeprefix("/bilag/")
    herning = municipality_with("0657")
    signed = address.signed_address(herning, reference, path_of(UUID(attachment)))
    signed = signed.removeprefix(herning.base_url)
    staff, typed = service.staff("caseworker"), WHY | {"reference": reference}

    def answered() -> tuple[int, int, int]:
        return (
            ada.client.get(where).status_code,
            service.browser().client.get(signed).status_code,
            fetched(staff, f"{PAGE}/bilag/{attachment}", typed).status_code,
        )

    assert answered() == (200, 404, 404)
    ada.sends(svar="Her er den")
    assert answered() == (200, 200, 200)
