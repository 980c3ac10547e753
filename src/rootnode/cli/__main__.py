"""`python -m rootnode.cli`, where the console script is not on the path."""

from rootnode.cli import main

main()
