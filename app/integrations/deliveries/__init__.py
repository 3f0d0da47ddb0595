"""The staff's pages about deliveries: what is promised and not done, why, and how to mend it."""
