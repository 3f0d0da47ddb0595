"""What is typed on a busy day, in words that stand nowhere else, and what came of it."""

STREET, TYPED_STREET = "Zobelkattens Kvarter", "Kvædehaven Øst"
HOST, PHONE, EMAIL = "Wilhelmina Quist", "71 83 94 62", "quagga.zebra@zoo.example"
RATS = "Bag det xylofonblå skur ved Ægypterbroen"
MORE, REASON, SEARCHED = "Tre kæmpestore yxkatte", "Hun sendte en brevdue", "zanzibarfrieri"
WRONG_DAY, WRONG_CPR = "ottogfyrrende", "310299-9876"
TYPED = (
    STREET, TYPED_STREET, HOST, PHONE, EMAIL, RATS, MORE, REASON, SEARCHED, WRONG_DAY, WRONG_CPR,
    PHONE.replace(" ", ""), WRONG_CPR.replace("-", ""), "+4571839462", "Wilhelmina", "quagga.zebra",
    "Ægypterbroen", "yxkatte", "brevdue",
)  # fmt: skip
# What the registers answered, and what was chosen and made of it.
KNOWN = (
    "Rendsagervej 7",
    "Østergade 40",
    "99000104",
    "9900010402",
    "VVS ApS",
    "gnawing",
    "me_and_others",
    "Flytning pr. ",
    "lodger",
)
