"""The schema's history, one for both databases."""
