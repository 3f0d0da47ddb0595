"""Forms that are published only while we measure."""
