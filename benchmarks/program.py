"""`python -m app` with one more form: what is measured is the very program that is served."""

import sys
from pathlib import Path

from app.__main__ import main
from app.forms import catalogue

# At import, since each process that serves imports this module anew.
catalogue.__path__.append(str(Path(__file__).parent / "forms"))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
