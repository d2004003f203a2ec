"""Documents become records: the half of paperwire that reads, asks and keeps."""
