"""The small commands of operations and translators."""
