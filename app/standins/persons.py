"""The test persons: each is here for a reason, and the reason is written beside them.

Adults have fixed birth dates, so that their CPR numbers can be written down. Whoever must stay a
certain age (children, the 17 year old, the 84 year old) is born that many years before the year
the program starts in; those two on 1 January, so that the age is right on every day of the year.
Their CPR numbers therefore change once a year.
"""

from datetime import date
from functools import cache

from app.standins.families import families
from app.standins.guardianship import under_guardianship
from app.standins.person import DEAD, DISAPPEARED, Person


def everyone(today: date | None = None) -> dict[str, Person]:
    """Every person, by key, as old as they should be this year."""
    return _everyone((today or date.today()).year)


def by_key(key: str) -> Person:
    """The person with this key, such as »ada«; `KeyError` when there is none."""
    return everyone()[key]


def by_cpr(cpr: str) -> Person | None:
    """The person with this CPR number (ten digits), if there is one."""
    return next((person for person in everyone().values() if person.cpr == cpr), None)


@cache
def _everyone(year: int) -> dict[str, Person]:
    persons = (
        *_on_their_own(),
        *families(year),
        *_unusual(year),
        *under_guardianship(),
        *_with_an_organisation(),
    )
    return {person.key: person for person in persons}


def _on_their_own() -> tuple[Person, ...]:
    return (
        Person(
            key="ada",
            first="Ada",
            last="Holm",
            born=date(1988, 5, 14),
            sex="K",
            home=("Møllevej", "4", "", "", "7400"),
            why="Bor alene, så hun skal ikke spørges om, hvem der flytter med.",
        ),
        Person(
            key="nanna",
            first="Nanna",
            last="Skov",
            born=date(1979, 9, 2),
            sex="K",
            home=("Rendsagervej", "7", "", "", "2665"),
            protected=True,
            why="Har navne- og adressebeskyttelse: kun hun selv må se navn og adresse.",
        ),
        Person(
            key="uffe",
            first="Uffe",
            last="Dahl",
            born=date(1965, 1, 1),
            sex="M",
            home=("Dalgasgade", "12", "1", "tv", "7400"),
            passes_modulus_11=False,
            why="Har et CPR-nummer, der ikke går op i modulus 11, og som alligevel er gyldigt.",
        ),
        Person(
            key="bjoern",
            first="Bjørn-Åge",
            middle="D'Ærø",
            last="Kjærgård",
            born=date(1972, 8, 23),
            sex="M",
            home=("Ørstedsvej", "9", "", "", "7400"),
            why="Har æ, ø, å, bindestreg og apostrof i navnet.",
        ),
        Person(
            key="maximiliane",
            first="Maximiliane Alexandrine Frederikke",
            middle="Wilhelmine Christiane Østergaard",
            last="von Hohenlinden-Kristoffersen af Søndervestermarken",
            born=date(1958, 4, 30),
            sex="K",
            home=("Vallensbæk Strandvej", "15A", "", "", "2665"),
            why="Har et meget langt navn, som skal kunne være på skærm, kvittering og i PDF.",
        ),
        Person(
            key="olena",
            first="Olena",
            last="Kovalenko",
            born=date(1996, 2, 11),
            sex="K",
            home=("Silkeborgvej", "31", "2", "th", "7400"),
            why="Er lige kommet til Danmark: ingen husstand og ingen tidligere adresser.",
        ),
    )


def _unusual(year: int) -> tuple[Person, ...]:
    storms = ("Vestergade", "8", "", "", "7480")
    return (
        Person(
            key="rosa",
            first="Rosa",
            last="Storm",
            born=date(year - 17, 1, 1),
            sex="K",
            home=storms,
            parents=("susanne", "troels"),
            custody=("susanne",),
            why="Er 17 år: hun kan selv melde flytning, og hendes mor kan melde den for hende.",
        ),
        Person(
            key="susanne",
            first="Susanne",
            last="Storm",
            born=date(1974, 3, 28),
            sex="K",
            home=storms,
            why="Er mor til Rosa på 17 år og har alene forældremyndigheden.",
        ),
        Person(
            key="karen",
            first="Karen",
            last="Kristensen",
            born=date(year - 84, 1, 1),
            sex="K",
            home=("Østergade", "40", "st", "tv", "7400"),
            spouse="kaj",
            gets_digital_post=False,
            why="Er 84 år, er fritaget for Digital Post og får hjælp af sin datter Lene.",
        ),
        Person(
            key="lene",
            first="Lene",
            last="Kristensen",
            born=date(1969, 5, 5),
            sex="K",
            home=("Bredgade", "27", "2", "tv", "7400"),
            parents=("karen", "kaj"),
            why="Er pårørende: hun hjælper sin mor Karen og handler med fuldmagt.",
        ),
        Person(
            key="kaj",
            first="Kaj",
            last="Kristensen",
            born=date(1939, 8, 14),
            sex="M",
            home=None,
            status=DEAD,
            spouse="karen",
            refused="er registreret som død i CPR",
            why="Er død: kan ikke logge ind, men optræder som Karens mand og Lenes far.",
        ),
        Person(
            key="troels",
            first="Troels",
            last="Storm",
            born=date(1970, 2, 2),
            sex="M",
            home=None,
            status=DISAPPEARED,
            refused="er registreret som forsvundet i CPR",
            why="Er forsvundet: kan ikke logge ind, men optræder som far til Rosa.",
        ),
    )


def _with_an_organisation() -> tuple[Person, ...]:
    return (
        Person(
            key="victor",
            first="Victor",
            last="Mølgaard",
            born=date(1980, 6, 30),
            sex="M",
            home=("Søndergade", "14", "", "", "7400"),
            why="Ejer en virksomhed og skal kunne handle både som borger og for den.",
        ),
        Person(
            key="winnie",
            first="Winnie",
            last="Aagaard",
            born=date(1962, 10, 10),
            sex="K",
            home=("Syvhøjvænge", "6", "", "", "2625"),
            why="Sidder i bestyrelsen for en forening og søger på foreningens vegne.",
        ),
    )
