"""Names every module that holds tables, so that migrations see them all."""

from importlib import import_module

MODULES = (
    "app.access_log",
    "app.auth.cpr_match_models",
    "app.auth.models",
    "app.cases.models",
    "app.contacts",
    "app.auth.powers.models",
    "app.facts",
    "app.files",
    "app.integrations.alarms.models",
    "app.integrations.counting.models",
    "app.limits",
    "app.municipalities.models",
    "app.nightly",
    "app.outbox.models",
    "app.receipts.models",
    "app.statistics.models",
    "app.submissions.attachments",
    "app.submissions.case_messages",
    "app.submissions.models",
    "app.submissions.post_messages",
)


def every_table() -> None:
    """Load all tables."""
    for module in MODULES:
        import_module(module)
