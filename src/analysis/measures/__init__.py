"""Pure functions from tables to tables: no files, no drawing, no language."""
