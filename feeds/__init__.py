"""Records become what is published: channels, feeds, pages and dumps."""
