"""`python -m spindle`: the command `spindle`, where its script is not on the PATH."""

from pipelines.cli import main

if __name__ == "__main__":
    main()
