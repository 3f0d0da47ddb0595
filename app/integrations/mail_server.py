"""A municipality's own mail server, as it has been set up."""

from app.integrations.mail import MailServer
from app.integrations.outside import Unavailable
from app.municipalities.municipality import Municipality
from app.settings import settings


def mail_server_of(municipality: Municipality) -> MailServer:
    """Raises `Unavailable` while there is none."""
    if not municipality.smtp_url or not municipality.mail_from:
        raise Unavailable("Kommunens opsætning mangler en mailserver eller en afsender.")
    return MailServer(
        url=municipality.smtp_url,
        password=municipality.smtp_password,
        sender=municipality.mail_from,
        sender_name=municipality.name,
        in_the_open=settings().demo,
    )
