"""Powers of attorney (fuldmagter), and acting for another by one, as a parent or as a guardian."""
