"""An address that opens one receipt for a while, without login: for case systems."""

import hmac
from datetime import timedelta
from urllib.parse import urlencode

from app.clock import now
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests

# A case system may queue our event for its own night run before it fetches the receipt.
OPENS_FOR = timedelta(hours=24)


def signed_address(municipality: Municipality, reference: str) -> str:
    """An absolute address to the PDF, good for a day."""
    expires = int((now() + OPENS_FOR).timestamp())
    signature = digest(_signed_text(municipality, reference, str(expires))).hex()
    query = urlencode({"expires": expires, "signature": signature})
    return f"{municipality.base_url}/api/v1/submissions/{reference}/receipt.pdf?{query}"


def opens(municipality: Municipality, reference: str, expires: str, signature: str) -> bool:
    """Whether we signed this ourselves, with a key we still have, and it is not too old."""
    known = [found.hex() for found in digests(_signed_text(municipality, reference, expires))]
    signed = any(hmac.compare_digest(one.encode(), signature.encode()) for one in known)
    return signed and now().timestamp() < int(expires)


def _signed_text(municipality: Municipality, reference: str, expires: str) -> str:
    return f"receipt address {municipality.code} {reference} {expires}"
