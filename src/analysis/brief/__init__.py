"""Bind values into text and render it."""
