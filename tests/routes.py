"""Every route, and who may open it."""

import re
from collections.abc import Iterator, Mapping

from fastapi.routing import APIRoute, iter_route_contexts

from tests.service import the_app

# anybody   no login
# person    whoever has logged in, for what is theirs
# citizen   a citizen, for what is theirs
# themselves  a citizen, with a login good enough to let another act for them
# form      as the form says: a citizen, or the visit that began it
# attachment  whoever uploaded it, and once it is sent whoever may open the receipt
# receipt   whoever sent it, after login, in the same visit or with what they gave
# staff     this municipality's staff: those with one of the roles that follow, or with any
# figures   its staff with one of the roles that follow, or its token
# machine   operations: nothing personal, and figures only from this machine or with a token
# provider  the login provider, with a token that it has signed
# case system  a case system, with its token, for cases that were delivered to it
# post      the gateway that sends the municipality's post, with its token
# signed    the holder of an address we signed
WHO = {
    "GET /": "anybody",
    "GET /.well-known/security.txt": "anybody",
    "GET /api/v1/forms": "anybody",
    "GET /api/v1/forms/{slug}/{version}/schema": "anybody",
    "GET /api/v1/statistics/daily.csv": "figures: strategist administrator",
    "GET /api/v1/submissions/{reference}/receipt.pdf": "signed",
    "GET /api/v1/submissions/{reference}/attachments/{attachment_id}": "signed",
    "GET /bilag/{attachment_id}": "attachment",
    "GET /favicon.ico": "anybody",
    "GET /forlad": "anybody",
    "GET /fuldmagter": "themselves",
    "GET /fuldmagter/giv": "themselves",
    "GET /kvittering/{reference}": "receipt",
    "GET /kvittering/{reference}.pdf": "receipt",
    "GET /kvittering/{reference}/dokumenter/{number}": "receipt",
    "GET /livez": "machine",
    "GET /log-ind": "anybody",
    "GET /log-ind/cpr": "anybody",
    "GET /log-ind/farvel": "anybody",
    "GET /log-ind/niveau": "anybody",
    "GET /log-ind/overalt": "person",
    "GET /log-ind/slut": "anybody",
    "GET /log-ind/svar": "anybody",
    "GET /log-ind/vaelg": "anybody",
    "GET /metrics": "machine",
    "GET /mine-data": "citizen",
    "GET /mine-data.json": "citizen",
    "GET /mine-data.pdf": "citizen",
    "GET /mine-sager": "citizen",
    "GET /mine-sager/{reference}": "citizen",
    "GET /mine-sager/{reference}/svar": "citizen",
    "GET /mine-sager/{reference}/traek-tilbage": "citizen",
    "GET /mine-sager/{reference}/dokumenter/{number}": "citizen",
    "GET /personale": "staff",
    "GET /personale/aendringer": "staff",
    "GET /personale/afleveringer": "staff: operations administrator",
    "GET /personale/afleveringer/proeve": "staff: operations administrator",
    "GET /personale/afleveringer/{errand_id}": "staff: operations administrator",
    "GET /personale/formularer": "staff",
    "GET /personale/formularer/{slug}": "staff",
    "GET /personale/klager": "staff: caseworker administrator",
    "GET /personale/klager/{submission_id}": "staff: caseworker administrator",
    "GET /personale/log-ind": "anybody",
    "GET /personale/opslag": "staff: caseworker frontdesk administrator",
    "GET /personale/statistik": "staff: strategist administrator",
    "GET /privatliv": "anybody",
    "GET /readyz": "machine",
    "GET /robots.txt": "anybody",
    "GET /static/{name:path}": "anybody",
    "GET /tilgaengelighed": "anybody",
    "GET /{slug}": "anybody",
    "GET /{slug}/kontroller": "form",
    "GET /{slug}/{step_slug}": "form",
    "POST /adresser": "anybody",
    "POST /api/v1/cases/{reference}/events": "case system",
    "POST /api/v1/digital-post/svar": "post",
    "POST /api/v1/sf2900/kvitteringer": "case system",
    "POST /fuldmagter/giv": "themselves",
    "POST /fuldmagter/handl": "themselves",
    "POST /fuldmagter/stop": "themselves",
    "POST /fuldmagter/{power_id}/accepter": "themselves",
    "POST /fuldmagter/{power_id}/afvis": "themselves",
    "POST /fuldmagter/{power_id}/sig-fra": "themselves",
    "POST /fuldmagter/{power_id}/traek-tilbage": "themselves",
    "POST /kvittering/{reference}": "receipt",
    "POST /log-ind/afmeldt": "provider",
    "POST /log-ind/cpr": "anybody",
    "POST /log-ind/det-var-mig": "anybody",
    "POST /log-ind/forny": "anybody",
    "POST /log-ind/overalt": "person",
    "POST /log-ind/vaelg": "anybody",
    "POST /log-ud": "anybody",
    "POST /mine-sager/{reference}/svar": "citizen",
    "POST /mine-sager/{reference}/traek-tilbage": "citizen",
    "POST /mine-data": "citizen",
    "POST /personale/afleveringer/modtagere/{target}/proev-nu": "staff: operations administrator",
    "POST /personale/afleveringer/proev-igen": "staff: operations administrator",
    "POST /personale/afleveringer/proeve": "staff: operations administrator",
    "POST /personale/afleveringer/soeg": "staff: operations administrator",
    "POST /personale/afleveringer/{errand_id}/flyt": "staff: operations administrator",
    "POST /personale/afleveringer/{errand_id}/gjort-i-haanden": "staff: operations administrator",
    "GET /kvittering/{reference}/svar": "receipt",
    "POST /kvittering/{reference}/svar": "receipt",
    "GET /kvittering/{reference}/traek-tilbage": "receipt",
    "POST /kvittering/{reference}/traek-tilbage": "receipt",
    "POST /personale/afleveringer/{errand_id}/sagsnummer": "staff: operations administrator",
    "POST /personale/afleveringer/{errand_id}/proev-igen": "staff: operations administrator",
    "POST /personale/klager/{submission_id}": "staff: caseworker administrator",
    "POST /personale/klager/{submission_id}/slut": "staff: caseworker administrator",
    "POST /personale/opslag": "staff: caseworker frontdesk administrator",
    "POST /personale/opslag/bilag/{attachment_id}": "staff: caseworker frontdesk administrator",
    "POST /personale/opslag/dokumenter/{number}": "staff: caseworker frontdesk administrator",
    "POST /personale/opslag/kvittering": "staff: caseworker frontdesk administrator",
    "POST /sprog": "anybody",
    "POST /{slug}": "form",
    "POST /{slug}/kontroller": "form",
    "POST /{slug}/{step_slug}": "form",
}
ERRAND = "0197c1d2-0000-7000-8000-000000000000"
ROLES = ("assistant", "frontdesk", "caseworker", "strategist", "operations", "administrator")
FILLED = {
    "slug": "flytning",
    "step_slug": "dig",
    "version": "1",
    "reference": "K7FE-TJ4T",
    "errand_id": ERRAND,
    "submission_id": ERRAND,
    "power_id": ERRAND,
    "attachment_id": ERRAND,
    "target": "records",
    "number": "1",
    "name:path": "hovedindgang.css",
}


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of every route, as the table names them."""
    for context in iter_route_contexts(the_app().routes):
        if context.endpoint is not None and isinstance(context.original_route, APIRoute):
            for method in sorted(context.methods or ()):
                yield method, str(context.path).replace("{slug:form}", "{slug}")


def roles_of(route: str) -> set[str]:
    """The roles of staff that may open a route; none for a route that is not staff's."""
    who, _, roles = WHO[route].partition(":")
    return set(roles.split() or ROLES) if who in ("staff", "figures") else set()


def address(path: str, filled: Mapping[str, str] = FILLED) -> str:
    return re.sub(r"\{([^}]+)\}", lambda name: filled[name[1]], path)
