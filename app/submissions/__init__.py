"""Submissions (indsendelser): drafts, the moment of sending, and what a citizen sees after."""
