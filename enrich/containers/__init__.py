"""Documents that hold others: each of their parts has a place and a format of its own, and is read as such."""
