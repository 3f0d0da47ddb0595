"""An address that opens one file of a submission for a while, without login: for case systems."""

import hmac
from datetime import timedelta
from urllib.parse import urlencode

from app.clock import now
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests

# A case system may queue our event for its own night run before it fetches what it names.
OPENS_FOR = timedelta(hours=24)
RECEIPT = "receipt.pdf"


def signed_address(municipality: Municipality, reference: str, what: str = RECEIPT) -> str:
    """An absolute address to `what`, good for a day: the receipt, or `attachments/` and an id."""
    expires = int((now() + OPENS_FOR).timestamp())
    signature = digest(_signed_text(municipality, reference, what, str(expires))).hex()
    query = urlencode({"expires": expires, "signature": signature})
    return f"{municipality.base_url}/api/v1/submissions/{reference}/{what}?{query}"


def opens(
    municipality: Municipality, reference: str, expires: str, signature: str, what: str = RECEIPT
) -> bool:
    """Whether we signed this ourselves, with a key we still have, and it is not too old."""
    signed_text = _signed_text(municipality, reference, what, expires)
    known = [found.hex() for found in digests(signed_text)]
    signed = any(hmac.compare_digest(one.encode(), signature.encode()) for one in known)
    return signed and now().timestamp() < int(expires)


def _signed_text(municipality: Municipality, reference: str, what: str, expires: str) -> str:
    return f"address {municipality.code} {reference} {what} {expires}"
