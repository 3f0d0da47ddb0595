"""The README's table of settings is the settings class, row by row."""

from pathlib import Path

from app.settings import Settings

README = Path(__file__).parents[2] / "README.md"


def row(name: str) -> str:
    field = Settings.model_fields[name]
    default = f"`{field.default}`" if field.default != "" else "–"
    return f"| `{name.upper()}` | {default} | {field.description} |"


def test_the_readme_lists_every_setting_with_its_default():
    table = [line for line in README.read_text().splitlines() if line.startswith("| `")]
    settings = [line for line in table if line.split("`")[1].isupper()]
    expected = [row(name) for name in Settings.model_fields]
    assert settings == expected, "The table should read:\n" + "\n".join(expected)
