"""What each Danish broker says of one private person, and of one who acts for a company."""

from typing import Any

from tests.auth.people import NSIS

CPR = "7405880012"
CVR = "99000023"
EID = "https://data.gov.dk/model/core/eid/"

PRIVATE: dict[str, dict[str, Any]] = {
    "signaturgruppen": {
        "sub": "b1f3",
        "sid": "s1",
        "idp": "mitid",
        "identity_type": "private",
        "loa": f"{NSIS}Substantial",
        "mitid.uuid": "6f1d5a52",
        "mitid.identity_name": "Ada Holm",
        "mitid.date_of_birth": "1988-05-14",
        "mitid.has_cpr": "true",
        "dk.cpr": CPR,
        "ssn.details.name_address_protected": False,
    },
    "idura": {
        "sub": "{6f1d5a52}",
        "identityscheme": "dkmitid",
        "nameidentifier": "6f1d5a52",
        "uuid": "6f1d5a52",
        "acr": "urn:grn:authn:dk:mitid:substantial",
        "authenticationtype": "urn:grn:authn:dk:mitid:substantial",
        "cprNumberIdentifier": CPR,
        "birthdate": "1988-05-14",
        "age": "38",
        "name": "Ada Holm",
        "country": "DK",
    },
    "signicat": {
        "sub": "kuj=",
        "sid": "s1",
        "idp_id": "6f1d5a52",
        "name": "Ada Holm",
        "nin": CPR,
        "nin_type": "PERSON",
        "nin_issuing_country": "DK",
        "mitid_has_cpr": "true",
        "mitid_ial": "SUBSTANTIAL",
        "mitid_loa": "SUBSTANTIAL",
        "mitid_aal": "SUBSTANTIAL",
        "mitid_fal": "HIGH",
        "mitid_uuid": "6f1d5a52",
        "mitid_name_and_address_protection": "false",
    },
    "nemlogin": {
        "sub": f"{EID}person/uuid/6f1d5a52",
        "https://data.gov.dk/model/core/specVersion": "OIO-SAML-3.0",
        f"{NSIS}loa": "Substantial",
        f"{NSIS}ial": "Substantial",
        f"{EID}cprNumber": CPR,
        f"{EID}cprUuid": "6f1d5a52",
        f"{EID}fullName": "Ada Holm",
        f"{EID}dateOfBirth": "1988-05-14",
    },
}
PROFESSIONAL: dict[str, dict[str, Any]] = {
    "signaturgruppen": {
        "sub": "c2f4",
        "sid": "s2",
        "idp": "mitid_erhverv",
        "identity_type": "professional",
        "loa": f"{NSIS}High",
        "nemlogin.cvr": CVR,
        "nemlogin.p_number": "1000000014",
        "nemlogin.org_name": "Holm ApS",
        "nemlogin.name": "Ada Holm",
        "nemlogin.persistent_professional_id": "9a0e",
        "nemlogin.auth_to_repr": True,
        "nemlogin.cpr": CPR,
    },
    "nemlogin": {
        "sub": "https://data.gov.dk/model/core/eid/professional/uuid/9a0e",
        f"{NSIS}loa": f"{NSIS}loa/High",
        f"{EID}fullName": "Ada Holm",
        f"{EID}cprNumber": CPR,
        f"{EID}professional/cvr": CVR,
        f"{EID}professional/orgName": "Holm ApS",
        f"{EID}professional/productionUnit": "1000000014",
        f"{EID}professional/uuid/persistent": "9a0e",
        f"{EID}professional/authorizedToRepresent": CVR,
    },
}
# What is left out when the CPR number is not told.
OF_CPR = {"dk.cpr", "nemlogin.cpr", "cprNumberIdentifier", "nin", f"{EID}cprNumber"}
OF_NAME = {"name", "mitid.identity_name", "nemlogin.name", f"{EID}fullName"}


def without(claims: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if name not in names}
