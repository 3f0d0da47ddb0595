"""The organisations of the stand-ins; their CVR numbers pass the check digit and are nobody's."""

from app.standins.organisation import Organisation, ProductionUnit


def organisations() -> tuple[Organisation, ...]:
    """Every organisation, those that are closed included."""
    return _ORGANISATIONS


def by_cvr(cvr: str) -> Organisation | None:
    """The organisation with this CVR number (eight digits), if there is one."""
    return next((each for each in _ORGANISATIONS if each.cvr == cvr), None)


def with_a_login() -> dict[str, Organisation]:
    """The organisations somebody can log in for, by the key of that login."""
    return {each.login_key: each for each in _ORGANISATIONS if each.person}


_WORKSHOP = ("Markedspladsen", "2", "", "", "7490")
_SHOP = ("Silkeborgvej", "29", "st", "tv", "7400")
_STAGE = ("Vallensbækvej", "42", "", "", "2625")

_ORGANISATIONS = (
    Organisation(
        cvr="99000104",
        name="Mølgaard VVS ApS",
        form_of_business="Anpartsselskab",
        place=_WORKSHOP,
        units=(
            ProductionUnit("9900010401", "Mølgaard VVS, værksted", _WORKSHOP),
            ProductionUnit("9900010402", "Mølgaard VVS, butik", _SHOP),
        ),
        person="victor",
        represents=True,
    ),
    Organisation(
        cvr="99000112",
        name="Teaterforeningen Syvhøj",
        form_of_business="Forening",
        place=_STAGE,
        units=(ProductionUnit("9900011201", "Teaterforeningen Syvhøj", _STAGE),),
        person="winnie",
    ),
    Organisation(
        cvr="99000120",
        name="Mølgaard & Søn I/S",
        form_of_business="Interessentskab",
        place=None,
        status="closed",
    ),
)
