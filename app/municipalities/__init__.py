"""Municipalities (kommuner): whom the service is for, chosen by the host that was asked."""
