"""The composition root: the only place that knows every part. A module a command, so that each loads what it needs."""
