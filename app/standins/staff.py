"""The members of staff one can be, with the roles their municipality has given them."""

from app.standins.person import Colleague


def colleagues() -> dict[str, Colleague]:
    """Every member of staff, by key."""
    return {each.key: each for each in _COLLEAGUES}


_COLLEAGUES = (
    Colleague(
        key="yrsa",
        name="Yrsa Toft",
        email="yrsa.toft@herning.example",
        roles=("caseworker", "strategist", "operations", "administrator"),
        municipality_code="0657",
        municipality="Herning Kommune",
        kle=("*",),
        why="Er sagsbehandler, kanalstrateg og driftsansvarlig i Herning og må se alt dér, "
        "men intet i Vallensbæk.",
    ),
    Colleague(
        key="magnus",
        name="Magnus Lind",
        email="magnus.lind@herning.example",
        roles=("assistant", "frontdesk"),
        municipality_code="0657",
        municipality="Herning Kommune",
        kle=("23.*", "09.*"),
        why="Står i Borgerservice i Herning: hjælper borgere, men må ikke se drift og tal.",
    ),
    Colleague(
        key="aase",
        name="Åse Ravn",
        email="aase.ravn@vallensbaek.example",
        roles=("frontdesk", "strategist"),
        municipality_code="0187",
        municipality="Vallensbæk Kommune",
        kle=("23.*",),
        why="Står i Borgerservice i Vallensbæk og følger tallene dér, men må intet se i Herning.",
    ),
)
