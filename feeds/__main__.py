"""`python -m feeds` is `paperwire`."""

from feeds.cli import main

main()
