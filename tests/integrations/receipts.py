"""Business receipts of SF2900 as tests send them, and Herning set up to be sent them."""

from uuid import UUID

import httpx
from sqlalchemy import update

from app.integrations.case_systems.sf2900.names import MESSAGES, TYPES
from app.municipalities import current
from app.municipalities.connecting import new_events_token
from app.municipalities.models import CaseSystemRow
from app.security import RECEIPTS_OF_SF2900
from tests.integrations.distribution import an_sf2900_account
from tests.service import Service

KINDS = {"ACCEPTERET": "Forretning", "AFVIST": "Forretning"}


def a_receipt(
    transaction: UUID | str,
    state: str,
    reason: str = "",
    error: str = "",
    version: int = 2,
    in_envelope: bool = True,
) -> bytes:
    """As the component writes it, of either version."""
    own, name = {
        2: (TYPES, "FordelingskvitteringModtagAnvenderRequest"),
        3: (MESSAGES, "FordelingskvitteringModtagRequest"),
    }[version]
    reason = f"<t:Begrundelse>{reason}</t:Begrundelse>" if reason else ""
    if error:
        reason += (
            "<t:FejlListe><t:Fejl><t:FejlKode>F-17</t:FejlKode>"
            f"<t:FejlTekst>{error}</t:FejlTekst></t:Fejl></t:FejlListe>"
        )
    request = (
        f'<o:{name} xmlns:o="{own}" xmlns:t="{TYPES}"><o:Forretningskvittering>'
        f"<t:ForretningsValideringsKode>{state}</t:ForretningsValideringsKode>"
        f"<t:Kvitteringstype>{KINDS.get(state, 'Teknisk')}</t:Kvitteringstype>{reason}"
        "</o:Forretningskvittering><o:DistributionContext>"
        f"<t:AnvenderTransaktionsID>{transaction}</t:AnvenderTransaktionsID>"
        "<t:AfsendendeMyndighed>99000007</t:AfsendendeMyndighed>"
        "<t:RoutingMyndighed>99000007</t:RoutingMyndighed><t:RoutingValg>"
        "<t:RoutingKLEEmneHandling><t:RoutingKLEEmne>23.05.10</t:RoutingKLEEmne>"
        "</t:RoutingKLEEmneHandling></t:RoutingValg></o:DistributionContext>"
        f"</o:{name}>"
    )
    if in_envelope:
        soap = "http://schemas.xmlsoap.org/soap/envelope/"
        request = f'<s:Envelope xmlns:s="{soap}"><s:Body>{request}</s:Body></s:Envelope>'
    return request.encode()


def distributes(service: Service, code: str = "0657") -> str:
    """The municipality's only case system is the component; the token that opens its receipts."""
    account = an_sf2900_account(service.standins)
    with service.database.writing.begin() as session:
        session.execute(
            update(CaseSystemRow)
            .where(CaseSystemRow.municipality_code == code)
            .values(kind="sf2900", url=account.url, secret=account.secret, options={})
        )
        token = new_events_token(session.get_one(CaseSystemRow, (code, "records")))
    current.forget()
    return token


def sends_receipt(
    service: Service, token: str | None, body: bytes, host: str = "localhost"
) -> httpx.Response:
    headers = {"content-type": "text/xml; charset=utf-8"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return service.browser(host).client.post(RECEIPTS_OF_SF2900, content=body, headers=headers)
