"""Signing what we send over HTTP, as Standard Webhooks say."""

import binascii

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from app.clock import now
from app.integrations.outside import NotSetUp


def signature(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The headers that go with a message of that id; raises `NotSetUp` for a secret that is
    none (`whsec_…`)."""
    try:
        webhook = Webhook(secret)
    except (EmptyWebhookSecretError, binascii.Error):
        raise NotSetUp("Kommunens opsætning mangler en gyldig hemmelighed.") from None
    moment = now()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": webhook.sign(message_id, moment, body.decode()),
    }
