"""What comes back from case systems: how far each case has come."""
