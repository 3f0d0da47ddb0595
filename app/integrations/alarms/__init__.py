"""Alarms: somebody is told when what citizens were promised waits too long."""
