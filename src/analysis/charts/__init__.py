"""Draw what is given: theme, forms, maps, captions, alt text, languages, export profiles."""
