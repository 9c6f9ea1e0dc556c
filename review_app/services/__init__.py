"""Use cases: each does one thing a user wants, with the store and whatever it takes, and prints nothing."""
