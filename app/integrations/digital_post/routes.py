"""`POST /api/v1/digital-post/svar`: where the post tells what became of a message."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer

from app.bearer import token_in
from app.database import database
from app.errors import TokenNeeded, TooLarge
from app.integrations.digital_post import post_status
from app.integrations.digital_post.hear import NoSuchMessage, hear
from app.limits import limit_calls
from app.municipalities.case_systems import digest_of_token
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.problems import described, problem
from app.security import POST_ANSWERS

MOST_BYTES = 64 * 1024
MEDIA_TYPES = ("application/xml", "text/xml")

# Told in the OpenAPI; `whose_post` judges it.
TOKEN = HTTPBearer(
    auto_error=False,
    scheme_name="digital_post_token",
    description="Of the gateway that sends one municipality's post, made by the municipality; it "
    "opens that municipality's messages, and no other's.",
)

router = APIRouter(tags=["digital post"])


def whose_post(request: Request, municipality: CurrentMunicipality) -> Municipality:
    """The municipality, to whoever has its token; raises `TokenNeeded`, or `TooMany` for who keeps
    on."""
    token, known = token_in(request), municipality.post_token_digest
    if token and known is not None and hmac.compare_digest(digest_of_token(token), known):
        return municipality
    limit_calls(request)
    raise TokenNeeded(token)


OwnPost = Annotated[Municipality, Depends(whose_post)]


async def body_of(request: Request, _: OwnPost) -> bytes:
    """The whole body, read only once we know who sends it; raises `TooLarge`."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise TooLarge
    return bytes(body)


@router.post(
    POST_ANSWERS,
    summary="Tell what became of a message that was handed to Digital Post",
    status_code=204,
    dependencies=[Depends(TOKEN)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/xml": {"schema": {"type": "string"}, "example": post_status.EXAMPLE}
            },
        }
    },
    responses={
        400: described("No PKO_PostStatus, or one without MessageUUID or with an unknown status"),
        401: described("No bearer token, or one that is not ours"),
        404: described("No such message, or another municipality's: tell it no more"),
        413: described("Larger than 64 KiB"),
        415: described("Neither application/xml nor text/xml"),
        429: described("Too many calls without a good token; see Retry-After"),
    },
)
def take_answer(
    request: Request, municipality: OwnPost, body: Annotated[bytes, Depends(body_of)]
) -> Response:
    """One `PKO_PostStatus` as Beskedfordeler brings it, out of its envelope. Tell each until it is
    answered with 204; told again it means the same."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in MEDIA_TYPES:
        return problem(415, "Unsupported Media Type", "Send application/xml.")
    try:
        told = post_status.read(body)
        with database().writing.begin() as session:
            hear(session, municipality, told)
    except post_status.NotAStatus as wrong:
        return problem(400, "Not usable", str(wrong))
    except NoSuchMessage:
        return problem(404, "Not Found", "There is no such message here.")
    return Response(status_code=204)
