"""Digital Post: letters to citizens, with paper for those who cannot get them digitally."""
