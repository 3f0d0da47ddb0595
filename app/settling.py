"""What a program made at its start, set aside from garbage collection."""

import gc


def settle() -> None:
    """To be called when a program begins its work. Modules, tables and settings are never thrown
    away; to go through them again and again would take a tenth of all the time there is."""
    gc.collect()
    gc.freeze()
