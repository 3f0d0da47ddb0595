"""Rotter: anybody tells the municipality where rats were seen; nobody has to log in."""

from app.forms.file_types import JPEG, PNG
from app.forms.form import BeforeYouStart, Decision, Filing, Form, IfDecided, Privacy, Rule, Step
from app.forms.questions import (
    Address,
    Choice,
    Choices,
    Date,
    Email,
    LongText,
    Phone,
    Upload,
    YesNo,
)


class Rats(Form):
    slug = "rotter"
    title = "Anmeld rotter"
    version = 2
    login = "none"

    before_you_start = BeforeYouStart(
        who=(
            "Alle kan anmelde rotter her: i en bolig, i en have, på gaden eller i en park. Du "
            "behøver ikke logge ind eller sige, hvem du er."
        ),
        minutes=2,
        have_ready=("Adressen, eller en beskrivelse af stedet",),
        afterwards=(
            "Du får en kvittering med det samme. Anmeldelsen går videre til dem, der bekæmper "
            "rotter for kommunen."
        ),
    )

    # What the municipality decides
    answer_days = Decision("Hvor hurtigt kommunen svarer", unit="dage")

    place = Choice(
        "Hvor har du set rotter eller spor efter rotter?",
        {
            "address": "På en adresse",
            "elsewhere": "Et sted uden adresse, for eksempel i en park eller på en vej",
        },
        missing="Vælg, om det er på en adresse eller et andet sted.",
    )
    address = Address(
        "Hvad er adressen?",
        hint="Skriv vejnavn og husnummer, og vælg adressen på listen.",
        missing="Skriv adressen, hvor du har set rotter, og vælg den på listen.",
    )
    description = LongText(
        "Hvor er stedet?",
        max_length=1000,
        hint="Nævn noget, man kan finde stedet efter: en vej, et hus, en bænk eller en bro.",
        missing="Beskriv stedet, så en anden kan finde det.",
    )
    seen = Choices(
        "Hvad har du set?",
        {
            "live": "Levende rotter",
            "dead": "Døde rotter",
            "droppings": "Rotteekskrementer",
            "holes": "Huller eller gange i jorden",
            "gnawing": "Gnavemærker",
            "sounds": "Lyde i vægge, loft eller gulv",
            "other": "Noget andet",
        },
        hint="Du kan vælge flere.",
        missing="Vælg mindst én af de ting, du har set.",
    )
    seen_on = Date(
        "Hvornår så du det sidst?",
        at_most_days_ahead=0,
        hint="Er du i tvivl, så skriv den dag, du tror, det var.",
        missing="Skriv den dag, du så det sidst, med dag, måned og år.",
        too_late="Skriv i dag eller en dag, der er gået.",
    )
    more = LongText(
        "Er der andet, vi skal vide?",
        optional=True,
        max_length=1000,
        hint="Skriv ikke CPR-numre eller andet fortroligt.",
    )
    pictures = Upload(
        "Billeder af rotterne eller skaden",
        optional=True,
        types=(JPEG, PNG),
        most=3,
        most_bytes=10 * 1024 * 1024,
        hint="Tag gerne ét tæt på og ét, der viser stedet. Undgå, at der er personer på.",
    )
    wants_answer = YesNo(
        "Vil du have svar fra os?",
        hint="Siger du nej, er anmeldelsen anonym.",
        missing="Vælg ja, hvis du vil have svar, og ellers nej.",
    )
    phone = Phone(
        "Telefonnummer",
        optional=True,
        one_of_several=True,
        hint="Skriv mindst ét af de to: telefonnummer eller e-mail.",
    )
    email = Email("E-mail", optional=True, one_of_several=True, hint=phone.hint)

    steps = (
        Step("hvor", place.label, place),
        Step("adresse", address.label, address, only_if=place.is_("address")),
        Step("sted", description.label, description, only_if=place.is_("elsewhere")),
        Step("hvad", "Hvad har du set, og hvornår?", seen, seen_on, more),
        Step("billeder", pictures.label, pictures),
        Step("svar", wants_answer.label, wants_answer),
        Step(
            "kontakt",
            "Hvordan kan vi kontakte dig?",
            phone,
            email,
            only_if=wants_answer.is_yes,
            rules=(
                Rule(
                    phone.answered | email.answered,
                    beside=phone,
                    otherwise="Skriv et telefonnummer eller en e-mailadresse, så vi kan svare dig.",
                ),
            ),
        ),
    )

    filing = Filing(system="records", kle="09.13.01", facet="G01", title="Rotter set {seen_on}")
    what_happens_next = (
        "Vi giver anmeldelsen videre til dem, der bekæmper rotter for kommunen. Har du bedt om "
        "svar, kontakter vi dig."
    )
    when_we_answer = IfDecided(answer_days, "Et svar kommer inden for {decided} dage.")
    is_decision = False
    proof = (phone, email)
    keep_days = 30
    count_by = (place, seen, wants_answer)
    privacy = Privacy(
        purpose="Vi bruger oplysningerne til at finde og bekæmpe rotter og til at svare dig.",
        legal_basis=(
            "Databeskyttelsesforordningens artikel 6, stk. 1, litra e: "
            "Vi løser en opgave som offentlig myndighed."
        ),
        recipients="Dem, der bekæmper rotter for kommunen.",
    )

    life_situations = ("byggeri-vej-og-affald", "bolig-og-flytning")
    search_words = ("rotte", "rotter", "skadedyr", "rottehul", "gnavere", "rottebekæmpelse")
