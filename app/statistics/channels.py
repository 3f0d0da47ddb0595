"""The channels (kanaler) we count by: KOMHEN's ingoing codes, with their Danish names."""

CHANNELS = {
    "SLVBTJN": "Selvbetjening",
    "TLFIND": "Telefon",
    "PRSNLG": "Personligt fremmøde",
    "PPRIND": "Papirpost",
    "EMLIND": "E-mail",
    "DOCIND": "Digital Post",
    "CHAT": "Chat",
    "SMSIND": "SMS",
    "WEB": "Hjemmeside",
}
