"""The sections of the settings, a module each: names, defaults, and what is allowed. Imports names and pydantic alone."""
