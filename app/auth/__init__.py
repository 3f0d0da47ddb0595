"""Login and sessions: who is at the other end, and how sure we are."""
