"""Flytning: a citizen reports a move, alone, with others in the household, or for a child.

CPR-loven § 12: no earlier than four weeks before the move, no later than five days after.
"""

from app.forms.form import BeforeYouStart, Decision, Filing, Form, Privacy, Step
from app.forms.prefill import person
from app.forms.questions import (
    Address,
    Choice,
    Date,
    Declaration,
    Email,
    Information,
    Late,
    Link,
    People,
    Phone,
    Text,
    YesNo,
)


class Relocation(Form):
    slug = "flytning"
    title = "Meld flytning"
    version = 1

    before_you_start = BeforeYouStart(
        who=(
            "Du kan melde flytning her, når du flytter til en ny adresse i Danmark. Du kan melde "
            "den for dig selv, for andre i din husstand og for dine børn. Flytter du til eller "
            "fra udlandet, skal du kontakte kommunen."
        ),
        minutes=5,
        have_ready=(
            "Den nye adresse, med etage og dør, hvis der er en",
            "Flyttedagen: den dag, du begynder at bo og sove på den nye adresse",
            "Navnet på den, du flytter ind hos, hvis der bor nogen på adressen i forvejen",
            "Cpr-nummeret på den, der flytter med, hvis personen har beskyttet navn og adresse",
        ),
        afterwards=(
            "Du får en kvittering med det samme. Kommunen ser på flytningen og skriver til dig "
            "i Digital Post, når den er registreret."
        ),
    )

    # What the municipality decides
    outer_limit = Decision("Hvor langt tilbage en flytning kan meldes her", unit="dage")
    late_fine = Decision("Bøde for at melde flytning for sent", unit="kroner")

    # What the registers already know
    name = Text(
        "Navn", prefill=person.name, locked=True, autocomplete="name", missing="Skriv dit navn."
    )
    old_address = Address(
        "Din nuværende adresse",
        prefill=person.address,
        locked=True,
        missing="Skriv den adresse, du bor på i dag.",
    )

    # Who moves
    who = Choice(
        "Hvem flytter?",
        {
            "me": "Kun mig selv",
            "me_and_others": "Mig selv og andre fra min husstand",
            "child": "Kun mit barn eller mine børn",
        },
        missing="Vælg, hvem der flytter.",
    )
    co_movers = People(
        "Hvem flytter med dig?",
        among=person.household,
        hint="Vælg alle, der flytter sammen med dig.",
        missing="Vælg mindst én, der flytter med dig.",
    )
    child_leaves_parent = YesNo(
        "Flytter et barn under 18 år væk fra sin anden forælder?",
        hint="Svar nej, hvis der ikke flytter børn med, eller hvis begge forældre flytter med.",
        missing="Vælg ja, hvis et barn flytter væk fra sin anden forælder, og ellers nej.",
    )
    children = People(
        "Hvilke børn flytter?",
        among=person.children,
        hint="Vælg blandt børn under 18 år, der bor hos dig, og som du har forældremyndighed over.",
        missing="Vælg mindst ét barn, der flytter.",
    )
    other_parent_informed = Choice(
        "Ved den anden forælder, at barnet flytter?",
        {
            "agrees": "Ja, og vi er enige om det",
            "informed": "Ja, men vi er ikke enige om det",
            "not_informed": "Nej, ikke endnu",
            "no_other_parent": "Barnet har ikke en anden forælder",
        },
        hint="Vi spørger som regel den anden forælder, før vi registrerer barnets flytning.",
        missing="Vælg, om den anden forælder ved, at barnet flytter.",
    )
    other_parent_name = Text(
        "Hvad hedder den anden forælder?",
        optional=True,
        hint="Lad feltet stå tomt, hvis den anden forælder har beskyttet navn og adresse.",
    )

    # Where and when
    move_date = Date(
        "Hvornår er flyttedagen?",
        at_most_days_ahead=28,
        at_most_days_back=outer_limit,
        hint=(
            "Det er den første dag, du – eller dit barn – bor og sover på den nye adresse. "
            "Du kan melde flytningen fra 28 dage før."
        ),
        missing="Skriv flyttedagen med dag, måned og år.",
        too_late=(
            "Skriv en flyttedag senest {latest}. Ligger den senere, så vent med at melde den, "
            "til der er 28 dage til."
        ),
        too_early=(
            "Skriv en flyttedag fra {earliest} og frem. "
            "Er den længere tilbage, så kontakt kommunen, så hjælper vi dig."
        ),
        late=Late(
            after_days=5,
            text=(
                "Flyttedagen er mere end 5 dage siden. Efter CPR-lovens § 12 skal en flytning "
                "meldes senest 5 dage efter, at man er flyttet. Du kan stadig melde den her, "
                "så gør det gerne færdigt nu."
            ),
            fine=late_fine,
            text_with_fine=(
                "Flyttedagen er mere end 5 dage siden. Efter CPR-lovens § 12 skal en flytning "
                "meldes senest 5 dage efter, at man er flyttet. Du kan stadig melde den her, "
                "men kommunen kan give en bøde på {fine} kr. for at melde den for sent."
            ),
        ),
    )
    new_address = Address(
        "Hvad er den nye adresse?",
        hint="Skriv vejnavn og husnummer, og vælg adressen på listen.",
        missing="Skriv den nye adresse, og vælg den på listen.",
    )
    floor = Text(
        "Etage, hvis den mangler i adressen",
        optional=True,
        max_length=20,
        hint="Skriv st for stuen, 1 for første sal og så videre.",
    )
    door = Text(
        "Dør, hvis den mangler i adressen",
        optional=True,
        max_length=20,
        hint="Skriv tv, mf eller th, eller dørens nummer.",
    )
    care_of = Text(
        "C/o-navn",
        optional=True,
        hint=(
            "Skriv det navn, der står på postkassen, hvis det ikke er et af jeres egne. "
            "Den, der flytter, skal selv bo på adressen."
        ),
    )

    # How one lives there
    tenure = Choice(
        "Hvordan skal du bo på den nye adresse?",
        {
            "owner": "Jeg ejer boligen",
            "tenant": "Jeg lejer boligen",
            "lodger": "Jeg bor hos en anden",
        },
        missing="Vælg, om du ejer, lejer eller bor hos en anden.",
    )
    host_name = Text(
        "Hvad hedder den, der bor på adressen i forvejen?",
        hint=(
            "Vi beder personen om en logiværtserklæring, altså om at bekræfte flytningen. "
            "Flytningen bliver registreret, når svaret er kommet."
        ),
        missing="Skriv navnet på den, der bor på adressen i forvejen.",
    )

    # Afterwards
    doctor = Choice(
        "Hvad skal der ske med lægen?",
        {"keep": "Vi beholder den læge, vi har i dag", "later": "Jeg vælger en ny læge senere"},
        hint="Svaret gælder alle, der flytter.",
        missing="Vælg, om I beholder lægen, eller om du vælger en ny senere.",
    )
    about_doctor = Information(
        "Når du skifter læge",
        "Du kan vælge en ny læge, når flytningen er sendt. Bliver der mere end 15 km til den læge, "
        "I har i dag, skal der en særlig aftale til for at beholde lægen.",
        links=(Link("Læs om at vælge læge", "/laegevalg"),),
    )
    about_protection = Information(
        "Navne- og adressebeskyttelse",
        "Vil du ikke have, at andre kan få den nye adresse oplyst fra CPR, kan du søge om "
        "beskyttelse. Det er en ansøgning for sig. Gem denne side, før du går videre til den.",
        links=(Link("Søg om navne- og adressebeskyttelse", "/adressebeskyttelse"),),
    )

    # How we reach you
    phone = Phone(
        "Telefonnummer",
        optional=True,
        hint="Vi bruger det kun, hvis vi har spørgsmål til flytningen.",
    )
    email = Email(
        "E-mail", optional=True, hint="Vi bruger den kun, hvis vi har spørgsmål til flytningen."
    )
    truth = Declaration(
        "Jeg erklærer, at det, jeg har skrevet, er rigtigt.",
        missing="Sæt kryds, hvis det, du har skrevet, er rigtigt. Ellers gå tilbage og ret det.",
    )

    steps = (
        Step("dig", "Er dine oplysninger rigtige?", name, old_address),
        Step("hvem", who.label, who),
        Step("medflyttere", co_movers.label, co_movers, only_if=who.is_("me_and_others")),
        Step(
            "foraeldre",
            child_leaves_parent.label,
            child_leaves_parent,
            only_if=who.is_("me_and_others"),
        ),
        Step("boern", children.label, children, only_if=who.is_("child")),
        Step(
            "anden-foraelder",
            "Barnets anden forælder",
            other_parent_informed,
            other_parent_name,
            only_if=who.is_("child") | child_leaves_parent.is_yes,
        ),
        Step("hvornaar", move_date.label, move_date),
        Step("hvorhen", "Hvor går flytningen hen?", new_address, floor, door, care_of),
        Step("bolig", tenure.label, tenure, only_if=who.is_any_of("me", "me_and_others")),
        Step(
            "logivaert", host_name.label, host_name, only_if=who.is_("child") | tenure.is_("lodger")
        ),
        Step("laege", "Læge og beskyttelse", doctor, about_doctor, about_protection),
        Step("kontakt", "Kontakt og erklæring", phone, email, truth),
    )

    filing = Filing(system="records", kle="23.05.10", facet="G01", title="Flytning pr. {move_date}")
    what_happens_next = (
        "Kommunen ser på flytningen og skriver til dig i Digital Post, når den er registreret. "
        "Bor der nogen på adressen i forvejen, venter vi på deres svar. Flytter et barn væk fra "
        "en forælder, spørger vi som regel forælderen først. Et nyt sundhedskort kommer cirka "
        "tre uger efter, at flytningen er registreret."
    )
    keep_days = 30
    count_by = (who, tenure, doctor)
    privacy = Privacy(
        purpose="Vi bruger oplysningerne til at registrere flytningen i CPR.",
        legal_basis=(
            "CPR-loven og databeskyttelsesforordningens artikel 6, stk. 1, litra c og e: "
            "Vi har pligt til at registrere, hvor folk bor."
        ),
        recipients=(
            "CPR og de myndigheder, som henter adresser derfra. Den, der bor på adressen i "
            "forvejen, og et barns anden forælder kan få besked om flytningen."
        ),
    )

    life_situations = ("bolig-og-flytning",)
    search_words = ("ny adresse", "folkeregister", "logivært", "flytte hjemmefra", "barn flytter")
