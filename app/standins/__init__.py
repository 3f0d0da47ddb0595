"""Stand-ins for everything outside: one small web program that behaves badly on request."""
