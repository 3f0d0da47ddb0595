"""What the post tells later of a message, as its gateway brings it; and letters to tell it of."""

from uuid import UUID

import httpx
from sqlalchemy import select

from app import worker
from app.integrations.digital_post.post_status import NAMESPACE
from app.municipalities.demo import DEMO_CVR
from app.municipalities.models import MunicipalityRow
from app.settings import DEMO_POST_TOKEN
from app.submissions.post_messages import PostMessage
from tests.service import Service
from tests.submissions.walks import moves_alone

ANSWER = "/api/v1/digital-post/svar"
DELIVERED, FAILED = "Afleveret Digital Post", "Fejlet"
RECEIVED, PRINTED = "Modtaget Digital Post", "Afleveret til print og kuvertering"


def the_post_answers(served: Service) -> None:
    """The post is told where this service, whose port nobody knew before, takes its answers."""
    with served.database.reading.begin() as session:
        herning = session.get_one(MunicipalityRow, "0657").base_url
    here = {DEMO_CVR["0657"]: herning}
    httpx.post(f"{served.standins}/digital-post/answers-to", json=here).raise_for_status()


def status(message_id: object, code: str = DELIVERED, words: str = "") -> str:
    """One PKO_PostStatus."""
    failure = f"<FejlDetaljer><FejlTekst>{words}</FejlTekst></FejlDetaljer>" if words else ""
    return (
        f'<PKO_PostStatus xmlns="{NAMESPACE}"><MessageUUID>{message_id}</MessageUUID>'
        f"<TransaktionsStatusKode>{code}</TransaktionsStatusKode>{failure}</PKO_PostStatus>"
    )


def told(
    service: Service,
    content: str,
    *,
    token: str | None = DEMO_POST_TOKEN,
    host: str = "localhost",
    media_type: str = "application/xml",
) -> httpx.Response:
    """What the service answers when it is told this."""
    headers = {"content-type": media_type}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    client = service.browser(host).client
    answer: httpx.Response = client.post(ANSWER, content=content.encode(), headers=headers)
    return answer


def a_letter_is_sent(service: Service, key: str = "ada") -> UUID:
    """Somebody moves, and the post has taken the letter: the id it knows it by."""
    moves_alone(service.citizen(key)).sends()
    worker.run_next(service.database, ["make_receipt"])
    worker.run_next(service.database, ["send_letter"])
    return the_message(service).id


def the_message(service: Service) -> PostMessage:
    """The newest message that was handed to the post."""
    with service.database.reading.begin() as session:
        found = select(PostMessage).order_by(PostMessage.number.desc())
        return session.scalars(found).first() or _nothing()


def _nothing() -> PostMessage:
    raise AssertionError("nothing was handed to the post")
