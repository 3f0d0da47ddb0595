"""My data (mine data): what we hold about a citizen, and who of the staff has looked at it."""
