"""Statistics: what was started and what was sent, recounted from facts."""
