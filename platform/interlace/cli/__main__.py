"""`python -m interlace.cli` is `interlace`."""

from interlace.cli import main

main()
