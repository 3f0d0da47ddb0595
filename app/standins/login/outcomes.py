"""How a login can end other than well: the errors a broker sends the browser back with."""

# RFC 6749 section 4.1.2.1 and OpenID Connect Core 1.0 section 3.1.2.6.
ERRORS = {
    "access_denied": "bliver afbrudt eller afvist",
    "server_error": "fejler hos udbyderen",
    "temporarily_unavailable": "er lukket for en tid",
    "login_required": "kræver, at man logger ind igen",
    "interaction_required": "kræver mere af borgeren",
    "invalid_request": "bliver ikke forstået",
    "invalid_scope": "beder om noget, tjenesten ikke må få",
    "unauthorized_client": "er ikke tilladt for tjenesten",
}
# The switch of the stand-ins' own page, in the manner of `behaviour.MODES`.
OUTCOMES = {"ok": "ender, som den, der logger ind, vælger"} | {
    error: f"{meaning} ({error})" for error, meaning in ERRORS.items()
}
HINT = "error:"


def error_in(key: str) -> str:
    """The error that is asked for instead of a person (»error:server_error«), or »«."""
    return key.removeprefix(HINT) if key.startswith(HINT) else ""
