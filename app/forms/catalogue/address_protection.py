"""Navne- og adressebeskyttelse: CPR no longer gives one's name and address to private people.

For oneself and one's own children under 18 at the same address; it lapses after a time.
"""

from app.forms.family import somebody_among
from app.forms.form import BeforeYouStart, Decision, Filing, Form, IfDecided, Privacy, Rule, Step
from app.forms.prefill import person
from app.forms.questions import (
    EACH_CHILD,
    PROTECTED_CHILD,
    Address,
    Choice,
    Date,
    Information,
    People,
    Text,
)


class AddressProtection(Form):
    slug = "adressebeskyttelse"
    title = "Navne- og adressebeskyttelse"
    version = 1
    login = "substantial"

    before_you_start = BeforeYouStart(
        who=(
            "Du kan søge for dig selv og for dine egne børn under 18 år, som bor på samme adresse "
            "som dig. Du behøver ikke give en grund."
        ),
        minutes=3,
        have_ready=(
            "Datoen, hvis beskyttelsen skal begynde senere eller slutte på en bestemt dag",
        ),
        afterwards=(
            "Du får en kvittering med det samme. Kommunen skriver til dig i Digital Post (eller i "
            "et brev på papir, hvis du er fritaget), når beskyttelsen er registreret."
        ),
    )

    # What the municipality decides
    longest = Decision("Hvor længe en beskyttelse højst kan vare", unit="dage", default=366)
    answer_days = Decision("Hvor hurtigt kommunen svarer", unit="dage")

    # What it means
    what_it_does = Information(
        "Det gør beskyttelsen",
        "CPR giver ikke længere dit navn og din adresse til privatpersoner og firmaer, der "
        "spørger, og du kommer ikke med i vejvisere.",
    )
    what_it_does_not = Information(
        "Det gør beskyttelsen ikke",
        "Myndigheder kan stadig se, hvor du bor, og den, du skylder penge, kan få adressen.\n\n"
        "PostNord og dit telefonselskab får ikke besked. Dem skal du selv kontakte.\n\n"
        "Bliver du truet eller forfulgt, så tal med politiet. De kan hjælpe med en særlig "
        "beskyttelse. Ring 112, hvis der er fare nu.",
    )

    # What the registers already know
    name = Text(
        "Navn", prefill=person.name, locked=True, autocomplete="name", missing="Skriv dit navn."
    )
    address = Address(
        "Din adresse",
        prefill=person.address,
        locked=True,
        missing="Skriv den adresse, du bor på.",
    )

    # Who and how long
    has_children = somebody_among(person.children)
    who = Choice(
        "Hvem skal have beskyttelse?",
        {"me": "Kun mig selv", "me_and_children": "Mig selv og mine børn"},
        only_if={"me_and_children": has_children},
        missing="Vælg, hvem der skal have beskyttelse.",
    )
    children = People(
        "Hvilke af dine børn skal have beskyttelse?",
        among=person.children,
        hint="Vælg blandt børn under 18 år, der bor hos dig, og som du har forældremyndighed over.",
        adding=PROTECTED_CHILD,
        in_silence=EACH_CHILD,
        missing="Vælg eller tilføj mindst ét barn.",
    )
    start = Choice(
        "Hvornår skal beskyttelsen begynde?",
        {"now": "Så snart som muligt", "date": "På en bestemt dag"},
        missing="Vælg, hvornår beskyttelsen skal begynde.",
    )
    end = Choice(
        "Hvor længe skal beskyttelsen vare?",
        {"usual": "Den almindelige tid, som regel et år", "date": "Til en bestemt dag før det"},
        hint="Du kan altid søge igen, når beskyttelsen er ved at udløbe.",
        missing="Vælg, hvor længe beskyttelsen skal vare.",
    )
    start_date = Date(
        "Hvilken dag skal beskyttelsen begynde?",
        at_most_days_back=0,
        at_most_days_ahead=longest,
        missing="Skriv den dag, beskyttelsen skal begynde.",
        too_early="Skriv en dag fra i dag og frem. Beskyttelsen kan tidligst begynde i dag.",
        too_late="Skriv en dag senest {latest}. Skal det være senere, så søg igen til den tid.",
    )
    end_date = Date(
        "Hvilken dag skal beskyttelsen slutte?",
        at_most_days_back=-1,
        missing="Skriv den dag, beskyttelsen skal slutte.",
        too_early="Skriv en dag fra i morgen og frem.",
    )

    steps = (
        Step("det-betyder-det", "Det betyder beskyttelsen", what_it_does, what_it_does_not),
        Step("dig", "Er dine oplysninger rigtige?", name, address),
        Step("hvem", who.label, who, only_if=has_children),
        Step("boern", children.label, children, only_if=who.is_("me_and_children")),
        Step("periode", "Hvornår og hvor længe?", start, end),
        Step("begynder", start_date.label, start_date, only_if=start.is_("date")),
        Step(
            "slutter",
            end_date.label,
            end_date,
            only_if=end.is_("date"),
            rules=(
                Rule(
                    ~start_date.answered | end_date.is_after(start_date),
                    beside=end_date,
                    otherwise="Skriv en slutdag, der ligger efter den dag, beskyttelsen begynder.",
                ),
                Rule(
                    end_date.is_within(longest, of=start_date),
                    beside=end_date,
                    otherwise=(
                        "Skriv en dag senest {latest}. "
                        "Beskyttelsen kan ikke vare længere ad gangen."
                    ),
                ),
            ),
        ),
    )

    filing = Filing(
        system="records", kle="23.05.05", facet="G01", title="Navne- og adressebeskyttelse"
    )
    what_happens_next = (
        "Kommunen skriver til dig {by_post}, når beskyttelsen er registreret. Den udløber af "
        "sig selv, og du må selv søge igen, hvis den skal fortsætte."
    )
    when_we_answer = IfDecided(answer_days, "Du hører fra os inden for {decided} dage.")
    is_decision = False
    keep_days = 30
    count_by = (who, start, end)
    privacy = Privacy(
        purpose="Vi bruger oplysningerne til at registrere beskyttelsen i CPR.",
        legal_basis=(
            "CPR-loven og databeskyttelsesforordningens artikel 6, stk. 1, litra e: "
            "Vi løser en opgave som offentlig myndighed."
        ),
        recipients="CPR og de myndigheder, som henter oplysninger derfra.",
    )

    life_situations = ("bolig-og-flytning",)
    search_words = (
        "beskyttet adresse",
        "hemmelig adresse",
        "adressebeskyttelse",
        "navnebeskyttelse",
        "skjult adresse",
        "chikane",
        "trusler",
        "stalking",
    )
