"""Hovedindgang: citizen-facing self-service for Danish municipalities."""
