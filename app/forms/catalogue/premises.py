"""Lokaler: an association or a company asks to borrow a room or a ground of the municipality."""

from app.forms.form import BeforeYouStart, Decision, Filing, Form, IfDecided, Privacy, Rule, Step
from app.forms.prefill import company
from app.forms.questions import (
    Address,
    Choice,
    Date,
    Email,
    LongText,
    Phone,
    Text,
    Time,
    Unit,
    WholeNumber,
)


class Premises(Form):
    slug = "lokaler"
    title = "Søg om at låne lokaler"
    version = 1
    login = "substantial"
    applicants = ("company",)

    before_you_start = BeforeYouStart(
        who=(
            "Foreninger og virksomheder kan søge om at låne et af kommunens lokaler, en hal eller "
            "en bane. Du søger med MitID Erhverv på foreningens eller virksomhedens vegne."
        ),
        minutes=4,
        have_ready=("Hvilken dag og på hvilke tider I vil låne", "Hvor mange der kommer"),
        afterwards=(
            "I får en kvittering med det samme. Kommunen svarer foreningen eller virksomheden i "
            "Digital Post, eller i et brev på papir, hvis den er fritaget."
        ),
    )

    # What the municipality decides
    answer_days = Decision("Hvor hurtigt kommunen svarer", unit="dage")
    complaint_weeks = Decision("Hvor længe man kan klage", unit="uger", default=4)
    furthest = Decision("Hvor langt frem man kan søge", unit="dage", default=366)

    # What CVR already knows
    name = Text(
        "Navn på foreningen eller virksomheden",
        prefill=company.name,
        locked=True,
        missing="Skriv foreningens eller virksomhedens navn.",
    )
    cvr = Text(
        "CVR-nummer", prefill=company.cvr, locked=True, max_length=8, missing="Skriv CVR-nummeret."
    )
    form_of_business = Text(
        "Virksomhedsform", prefill=company.form_of_business, locked=True, optional=True
    )
    address = Address(
        "Adresse",
        prefill=company.address,
        locked=True,
        missing="Skriv foreningens eller virksomhedens adresse.",
    )
    unit = Unit("Hvilken afdeling søger?", missing="Vælg den afdeling, der søger.")

    # What and when
    place = Choice(
        "Hvad vil I låne?",
        {
            "hall": "En hal eller gymnastiksal",
            "meeting_room": "Et mødelokale",
            "classroom": "Et klasse- eller faglokale",
            "pitch": "En bane eller et andet udendørs anlæg",
            "other": "Noget andet",
        },
        missing="Vælg, hvad I vil låne.",
    )
    purpose = Text(
        "Hvad skal I bruge det til?",
        max_length=200,
        hint="For eksempel træning for børn, generalforsamling eller koncert.",
        missing="Skriv, hvad I skal bruge det til.",
    )
    day = Date(
        "Hvilken dag?",
        at_most_days_back=-1,
        at_most_days_ahead=furthest,
        missing="Skriv dagen med dag, måned og år.",
        too_early="Skriv en dag fra i morgen og frem.",
        too_late="Skriv en dag senest {latest}. Man kan ikke søge længere frem.",
    )
    begins = Time("Fra hvilket klokkeslæt?", hint="For eksempel 18.30. Regn opstilling med.")
    ends = Time("Til hvilket klokkeslæt?", hint="For eksempel 21.00. Regn oprydning med.")
    people = WholeNumber(
        "Hvor mange kommer der?",
        at_least=1,
        at_most=20_000,
        hint="Skriv det antal, I regner med.",
        missing="Skriv, hvor mange der kommer.",
    )
    wishes = LongText(
        "Har I særlige ønsker?",
        optional=True,
        max_length=1000,
        hint="For eksempel et bestemt sted, plads til kørestole eller faste dage hver uge.",
    )

    # How we reach them
    phone = Phone("Telefonnummer", missing="Skriv et telefonnummer, vi kan ringe til.")
    email = Email("E-mail", optional=True)

    steps = (
        Step("jer", "Er oplysningerne rigtige?", name, cvr, form_of_business, address),
        Step("afdeling", unit.label, unit),
        Step("hvad", "Hvad vil I låne, og hvad til?", place, purpose),
        Step(
            "hvornaar",
            "Hvornår, og hvor mange kommer der?",
            day,
            begins,
            ends,
            people,
            rules=(
                Rule(
                    ends.is_after(begins),
                    beside=ends,
                    otherwise="Skriv et klokkeslæt, der er senere end det, I skrev ovenfor.",
                ),
            ),
        ),
        Step("oensker", wishes.label, wishes),
        Step("kontakt", "Hvordan kan vi kontakte jer?", phone, email),
    )

    filing = Filing(system="records", kle="18.15.12", facet="G01", title="Lån af lokale {day}")
    what_happens_next = (
        "Kommunen ser, om der er ledigt, og svarer foreningen eller virksomheden i Digital Post, "
        "eller i et brev på papir, hvis den er fritaget. Lokalet er først jeres, når I har fået "
        "svar."
    )
    when_we_answer = IfDecided(answer_days, "I hører fra os inden for {decided} dage.")
    is_decision = True
    complaint = "I svaret står der, hvordan I kan klage, og hvem der behandler klagen."
    keep_days = 30
    count_by = (place,)
    privacy = Privacy(
        purpose="Vi bruger oplysningerne til at behandle ansøgningen og kontakte jer om den.",
        legal_basis=(
            "Folkeoplysningsloven og databeskyttelsesforordningens artikel 6, stk. 1, litra e: "
            "Vi løser en opgave som offentlig myndighed."
        ),
        recipients="Dem, der passer lokalerne for kommunen.",
    )

    life_situations = ("virksomhed-og-forening",)
    search_words = (
        "lokaler",
        "lokale",
        "låne lokale",
        "leje lokale",
        "booke lokale",
        "hal",
        "idrætshal",
        "bane",
        "mødelokale",
        "forening",
        "haltider",
    )
