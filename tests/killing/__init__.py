"""Programs that are killed (SIGKILL) at random while citizens send, and what is left of it."""
