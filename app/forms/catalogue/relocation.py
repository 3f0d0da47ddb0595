"""Flytning: a citizen reports a move, alone, with others in the household, or for a child.

CPR-loven § 12: no earlier than four weeks before the move, no later than five days after.
"""

from app.forms.family import somebody_among
from app.forms.form import (
    BeforeYouStart,
    Decision,
    Filing,
    Form,
    IfDecided,
    NotSentBy,
    Privacy,
    Rule,
    Step,
    StillToDo,
)
from app.forms.prefill import contact, person
from app.forms.questions import (
    EACH_CHILD,
    PROTECTED_CHILD,
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

ALREADY_THERE = "Skriv en anden adresse end den, du allerede er registreret på."
ELSEWHERE = (
    "Adressen ligger i en anden kommune, og flytningen skal meldes til den kommune, du flytter "
    "til. Gå ind på borger.dk, og meld den der."
)
CHOOSE_DOCTOR = "https://www.borger.dk/sundhed-og-sygdom/sygesikring-og-laegevalg"


class Relocation(Form):
    slug = "flytning"
    title = "Meld flytning"

    before_you_start = BeforeYouStart(
        who=(
            "Du kan melde flytning her, når du flytter til en ny adresse i kommunen. Du kan melde "
            "den for dig selv, for andre i din husstand og for dine børn. Flytter du til eller "
            "fra udlandet, skal du kontakte kommunen."
        ),
        minutes=5,
        have_ready=(
            "Den nye adresse, med etage og dør, hvis der er en",
            "Flyttedagen: den dag, du begynder at bo og sove på den nye adresse",
            "Navnet på den, du flytter ind hos, hvis der bor nogen på adressen i forvejen",
            "CPR-nummeret på den, der flytter med, hvis personen har beskyttet navn og adresse",
        ),
        afterwards=(
            "Du får en kvittering med det samme. Kommunen ser på flytningen og skriver til dig "
            "i Digital Post (eller i et brev på papir, hvis du er fritaget), når den er "
            "registreret."
        ),
    )

    # Only in a move of their own is the other parent thought of.
    not_sent_by = (
        NotSentBy(
            "parent",
            "Flytter dit barn, melder du det som dig selv. Tryk »Handl for dig selv igen« øverst "
            "på siden, start »Meld flytning«, og vælg »Kun mit barn eller mine børn«. Så spørger "
            "vi også, om den anden forælder ved, at barnet flytter.",
        ),
    )

    # What the municipality decides
    outer_limit = Decision("Hvor langt tilbage en flytning kan meldes her", unit="dage")
    late_fine = Decision("Bøde for at melde flytning for sent", unit="kroner")
    answer_days = Decision("Hvor hurtigt kommunen svarer", unit="dage")

    # What the registers already know
    name = Text(
        "Navn", prefill=person.name, locked=True, autocomplete="name", missing="Skriv dit navn."
    )
    old_address = Address(
        "Din nuværende adresse", prefill=person.address, locked=True, missing="Skriv din adresse."
    )

    # Who moves
    lives_with_others = somebody_among(person.household)
    has_children = somebody_among(person.children)
    who = Choice(
        "Hvem flytter?",
        {
            "me": "Kun mig selv",
            "me_and_others": "Mig selv og andre fra min husstand",
            "child": "Kun mit barn eller mine børn",
        },
        only_if={"me_and_others": lives_with_others, "child": has_children},
        missing="Vælg, hvem der flytter.",
    )
    co_movers = People(
        "Hvem flytter med dig?",
        among=person.household,
        hint="Vælg alle, der flytter sammen med dig.",
        adding="Brug dette, hvis en voksen eller en person med beskyttet navn ikke står på listen.",
        in_silence=(
            "Skriv CPR-nummer og navn på hver, der flytter med dig, både voksne og børn. Skriv én "
            "person ad gangen, og tryk »Tilføj personen«."
        ),
        missing="Vælg eller tilføj mindst én, der flytter med dig.",
    )
    child_leaves_parent = YesNo(
        "Flytter et barn under 18 år væk fra sin anden forælder?",
        hint="Svar nej, hvis begge forældre flytter med.",
        missing="Vælg ja, hvis et barn flytter væk fra sin anden forælder, og ellers nej.",
    )
    children = People(
        "Hvilke børn flytter?",
        among=person.children,
        hint="Vælg blandt børn under 18 år, der bor hos dig, og som du har forældremyndighed over.",
        adding=PROTECTED_CHILD,
        in_silence=EACH_CHILD,
        missing="Vælg eller tilføj mindst ét barn, der flytter.",
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
        hint="Den dag, du – eller dit barn – begynder at bo der. Du kan melde den fra 28 dage før.",
        missing="Skriv flyttedagen med dag, måned og år.",
        too_late="Skriv en flyttedag senest {latest}. Er den senere, så vent med at melde den.",
        too_early="Skriv en flyttedag fra {earliest} og frem, eller kontakt kommunen om hjælp.",
        late=Late(
            after_days=5,
            text=(
                "Flyttedagen ligger mere end 5 dage tilbage. Efter CPR-lovens § 12 skal en "
                "flytning meldes senest 5 dage efter, at man er flyttet. Du kan stadig melde den "
                "her, så gør det gerne færdigt nu."
            ),
            fine=IfDecided(late_fine, "Kommunen kan give en bøde på {decided} kr."),
        ),
    )
    new_address = Address(
        "Ny adresse",
        hint="Skriv vejnavn og husnummer, og vælg adressen på listen.",
        by_hand=(
            "En adresse, du selv skriver, skal ligge i {municipality}. En flytning til en anden "
            "kommune skal meldes til den kommune."
        ),
        missing="Skriv den nye adresse, og vælg den på listen.",
    )
    care_of = Text(
        "C/o-navn",
        optional=True,
        hint="Skriv navnet på postkassen, hvis det er en andens. Man skal selv bo på adressen.",
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
        hint="Vi registrerer flytningen, når personen har bekræftet den (logiværtserklæring).",
        missing="Skriv navnet på den, der bor på adressen i forvejen.",
    )

    # Afterwards, and how we reach you
    doctor = Choice(
        "Hvad skal der ske med lægen?",
        {"keep": "Den nuværende læge beholdes", "later": "Der vælges ny læge senere"},
        hint="Svaret gælder dem, der flytter. Flytter kun dit barn, er det barnets læge.",
        missing="Vælg, om lægen skal beholdes, eller om der vælges ny læge senere.",
    )
    about_doctor = Information(
        "Når du skifter læge",
        "Du kan vælge en ny læge, når flytningen er sendt. Er der fremover mere end 15 km til den "
        "nuværende læge, kan man kun beholde den, hvis lægen siger ja.",
        links=(Link("Vælg læge på borger.dk", CHOOSE_DOCTOR),),
    )
    phone = Phone(
        "Telefonnummer",
        optional=True,
        prefill=contact.phone,
        hint="Vi bruger det kun, hvis vi har spørgsmål.",
    )
    email = Email(
        "E-mail",
        optional=True,
        prefill=contact.email,
        hint="Vi bruger den kun, hvis vi har spørgsmål.",
    )
    about_protection = Information(
        "Navne- og adressebeskyttelse",
        "Vil du ikke have, at andre kan få den nye adresse oplyst fra CPR, kan du søge om "
        "beskyttelse. Det er en ansøgning for sig, som du også kan sende, når flytningen er "
        "sendt. Svarene fra de forrige sider er gemt, og du finder dem under »Mine sager«.",
        links=(Link("Søg om navne- og adressebeskyttelse", "/adressebeskyttelse"),),
    )
    truth = Declaration(
        "Jeg erklærer, at det, jeg har skrevet, er rigtigt.",
        missing="Sæt kryds, hvis det, du har skrevet, er rigtigt. Ellers gå tilbage og ret det.",
    )

    steps = (
        Step("dig", "Er dine oplysninger rigtige?", name, old_address),
        Step("hvem", who.label, who, only_if=lives_with_others | has_children),
        Step("medflyttere", co_movers.label, co_movers, only_if=who.is_("me_and_others")),
        Step(
            "foraeldre",
            child_leaves_parent.label,
            child_leaves_parent,
            only_if=co_movers.includes_minor,
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
        Step(
            "hvorhen",
            "Hvad er den nye adresse?",
            new_address,
            care_of,
            rules=(
                Rule(~new_address.is_same_as(old_address), new_address, ALREADY_THERE),
                Rule(new_address.is_in_municipality, new_address, ELSEWHERE),
            ),
        ),
        Step("bolig", tenure.label, tenure, only_if=who.is_not("child")),
        Step(
            "logivaert", host_name.label, host_name, only_if=who.is_("child") | tenure.is_("lodger")
        ),
        Step("laege", "Læge", doctor, about_doctor),
        Step("kontakt", "Kontakt og erklæring", phone, email, about_protection, truth),
    )

    filing = Filing(system="records", kle="23.05.10", facet="G01", title="Flytning pr. {move_date}")
    what_happens_next = (
        "Kommunen ser på flytningen og skriver til dig {by_post}, når den er registreret. "
        "Bor der nogen på adressen i forvejen, venter vi på deres svar. Flytter et barn væk fra "
        "en forælder, spørger vi som regel forælderen først. Et nyt sundhedskort kommer cirka "
        "tre uger efter. Vil du have navne- og adressebeskyttelse, søger du om det for sig."
    )
    when_we_answer = IfDecided(answer_days, "Du hører fra os inden for {decided} dage.")
    still_to_do = (
        StillToDo(
            doctor.is_("later"),
            "Der skal stadig vælges læge. Det gør du på {address}.",
            CHOOSE_DOCTOR,
        ),
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
