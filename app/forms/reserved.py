"""Words of our own, which no form may take as an address, a step or a key."""

RESERVED_FORM_SLUGS = frozenset(
    {
        "adresser",
        "api",
        "attest",
        "bilag",
        "forlad",
        "fortsaet",
        "fuldmagter",
        "godkend",
        "hjaelp",
        "kvittering",
        "livez",
        "log-ind",
        "log-ud",
        "metrics",
        "mine-data",
        "mine-sager",
        "omraader",
        "personale",
        "privatliv",
        "readyz",
        "soeg",
        "sprog",
        "start",
        "static",
        "tilgaengelighed",
    }
)
RESERVED_STEP_SLUGS = frozenset(
    {
        "adresser",
        "forfra",
        "fortsaet",
        "kontroller",
        "kvittering",
        "slet",
        "start",
        "tak",
    }
)
RESERVED_KEYS = frozenset({"draft", "revision"})
