"""The world we hand things on to: case systems and Digital Post."""
