"""Read and validate raw tables, build processed ones, keep the source records."""
