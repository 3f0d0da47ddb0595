"""What the login providers say of Ada and Yrsa."""

NSIS = "https://data.gov.dk/concept/core/nsis/"
ADA = {
    "dk.cpr": "7405880012",
    "name": "Ada Holm",
    "mitid.uuid": "6f1d5a52-3d5c-4d8a-9a0e-5c1b8c0a7e11",
    "loa": f"{NSIS}Substantial",
    "ssn.details.name_address_protected": False,
}
YRSA = {
    "sub": "yrsa",
    "name": "Yrsa Toft",
    "roles": ["caseworker", "strategist"],
    "municipality_code": "0657",
    "kle": ["*"],
}
