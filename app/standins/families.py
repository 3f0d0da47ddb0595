"""The test persons who live together: married, with children, with shared custody, with none.

Children are born so many years before the year the program starts in, so that they stay children.
"""

from datetime import date

from app.standins.person import Person


def families(year: int) -> tuple[Person, ...]:
    """Everybody in these households, as old as they should be in that year."""
    lunds = ("Fredensgade", "18", "", "", "7400")
    bachs = ("Nørregade", "23", "st", "th", "7400")
    kroghs = ("Skolegade", "5", "", "", "7451")
    winters = ("Løkkekrogen", "11", "", "", "2625")
    return (
        Person(
            key="bo",
            first="Bo",
            last="Lund",
            born=date(1985, 3, 9),
            sex="M",
            home=lunds,
            spouse="camilla",
            why="Er gift og har tre børn: hele husstanden kan flytte med.",
        ),
        Person(
            key="camilla",
            first="Camilla",
            last="Lund",
            born=date(1987, 11, 27),
            sex="K",
            home=lunds,
            spouse="bo",
            why="Er gift med Bo og har del i forældremyndigheden over de tre børn.",
        ),
        _child("dicte", "Dicte", "Lund", date(year - 11, 6, 3), "K", lunds, ("bo", "camilla")),
        _child("emil", "Emil", "Lund", date(year - 6, 2, 19), "M", lunds, ("bo", "camilla")),
        _child("frida", "Frida", "Lund", date(year - 1, 3, 12), "K", lunds, ("bo", "camilla")),
        Person(
            key="gitte",
            first="Gitte",
            last="Bach",
            born=date(1983, 7, 6),
            sex="K",
            home=bachs,
            why="Har delt forældremyndighed: Ida bor hos hende, og faren skal høres ved flytning.",
        ),
        Person(
            key="hugo",
            first="Hugo",
            last="Winther",
            born=date(1981, 10, 18),
            sex="M",
            home=("Horsbred", "42", "1", "th", "2625"),
            why="Har delt forældremyndighed over Ida, som ikke bor hos ham.",
        ),
        _child("ida", "Ida", "Bach Winther", date(year - 8, 5, 21), "K", bachs, ("gitte", "hugo")),
        Person(
            key="jonas",
            first="Jonas",
            last="Friis",
            born=date(1990, 12, 4),
            sex="M",
            home=kroghs,
            partner="mette",
            why="Bor med sin datter Klara uden at have forældremyndighed og må ikke flytte hende.",
        ),
        Person(
            key="mette",
            first="Mette",
            last="Krogh",
            born=date(1991, 6, 15),
            sex="K",
            home=kroghs,
            partner="jonas",
            why="Bor med Jonas og har alene forældremyndigheden over Klara.",
        ),
        _child(
            "klara",
            "Klara",
            "Krogh",
            date(year - 9, 4, 8),
            "K",
            kroghs,
            ("mette", "jonas"),
            ("mette",),
        ),
        Person(
            key="otto",
            first="Otto",
            last="Vinter",
            born=date(1976, 1, 25),
            sex="M",
            home=winters,
            spouse="petra",
            why="Er gift med en med navne- og adressebeskyttelse og må ikke få hendes navn vist.",
        ),
        Person(
            key="petra",
            first="Petra",
            last="Vinter",
            born=date(1978, 12, 17),
            sex="K",
            home=winters,
            protected=True,
            spouse="otto",
            why="Har beskyttet navn og adresse og kan flytte med, når Otto skriver CPR-nummeret.",
        ),
    )


def _child(
    key: str,
    first: str,
    last: str,
    born: date,
    sex: str,
    home: tuple[str, str, str, str, str],
    parents: tuple[str, ...],
    custody: tuple[str, ...] | None = None,
) -> Person:
    """A child without a login of their own; both parents have custody unless said otherwise."""
    return Person(
        key=key,
        first=first,
        last=last,
        born=born,
        sex="K" if sex == "K" else "M",
        home=home,
        parents=parents,
        custody=parents if custody is None else custody,
        has_login=False,
        why="Er barn i en husstand og har ikke selv login.",
    )
