"""The entrance: find your task, whoever answers it, and what the service says of itself."""
