"""Where every test starts: a demonstration, with no database but the one a test asks for."""

import os

os.environ |= {"ENVIRONMENT": "demo", "DATABASE_URL": "sqlite:///:memory:"}

import hypothesis

pytest_plugins = ["tests.databases"]

# No test asserts on a clock, and CI finds today what it found yesterday.
hypothesis.settings.register_profile("laptop", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "laptop")
