"""What the public sector already knows: HTTP clients that are silent rather than in the way."""
