"""What a form is, which forms we publish, and the path through one: no database, no web."""
