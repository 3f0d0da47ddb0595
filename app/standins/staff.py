"""The members of staff one can be, with the roles their municipality has given them."""

from app.standins.person import Colleague


def colleagues() -> dict[str, Colleague]:
    """Every member of staff, by key."""
    return {each.key: each for each in _COLLEAGUES}


_HERNING = ("0657", "Herning Kommune", "herning.example")
_VALLENSBAEK = ("0187", "Vallensbæk Kommune", "vallensbaek.example")


def _colleague(
    key: str,
    name: str,
    employer: tuple[str, str, str],
    roles: tuple[str, ...],
    kle: tuple[str, ...],
    why: str,
) -> Colleague:
    code, municipality, domain = employer
    address = name.lower().replace("å", "aa").replace("ø", "oe").replace(" ", ".")
    return Colleague(
        key=key,
        name=name,
        email=f"{address}@{domain}",
        roles=roles,
        municipality_code=code,
        municipality=municipality,
        kle=kle,
        why=why,
    )


_COLLEAGUES = (
    _colleague(
        "yrsa",
        "Yrsa Toft",
        _HERNING,
        ("caseworker", "strategist", "operations", "administrator"),
        ("*",),
        "Er sagsbehandler, kanalstrateg og driftsansvarlig i Herning og må se alt dér, "
        "men intet i Vallensbæk.",
    ),
    _colleague(
        "magnus",
        "Magnus Lind",
        _HERNING,
        ("assistant", "frontdesk"),
        ("23.*", "09.*"),
        "Står i Borgerservice i Herning: hjælper borgere, men må ikke se drift og tal.",
    ),
    _colleague(
        "birk",
        "Birk Holst",
        _HERNING,
        ("assistant",),
        ("23.*",),
        "Har kun rollen assistent i Herning: hjælper borgere i gang ved skærmen.",
    ),
    _colleague(
        "doris",
        "Doris Lang",
        _HERNING,
        ("frontdesk",),
        ("*",),
        "Arbejder kun i skranken i Herning: hjælper borgere dér og i telefonen.",
    ),
    _colleague(
        "fatima",
        "Fatima Hassan",
        _HERNING,
        ("caseworker",),
        ("09.*",),
        "Er sagsbehandler i Herning for KLE 09 (rotter) og må ikke se flytninger.",
    ),
    _colleague(
        "gorm",
        "Gorm Steen",
        _HERNING,
        ("strategist",),
        ("*",),
        "Har kun rollen kanalstrateg i Herning: ser tal, men ingen borgers sag.",
    ),
    _colleague(
        "henny",
        "Henny Krag",
        _HERNING,
        ("operations",),
        ("*",),
        "Har kun rollen driftsansvarlig i Herning: ser, hvad der venter på at blive afleveret.",
    ),
    _colleague(
        "inga",
        "Inga Frost",
        _HERNING,
        ("administrator",),
        ("*",),
        "Har kun rollen administrator i Herning.",
    ),
    _colleague(
        "aase",
        "Åse Ravn",
        _VALLENSBAEK,
        ("frontdesk", "strategist"),
        ("23.*",),
        "Står i Borgerservice i Vallensbæk og følger tallene dér, men må intet se i Herning.",
    ),
    _colleague(
        "karim",
        "Karim Nørgaard",
        _VALLENSBAEK,
        ("caseworker", "operations"),
        ("*",),
        "Er sagsbehandler og driftsansvarlig i Vallensbæk og må intet se i Herning.",
    ),
)
