"""How each chat speaks. A platform knows the neutral words of `chat` and nothing of rituals."""
