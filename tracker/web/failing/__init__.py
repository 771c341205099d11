"""Answers when something is wrong, and who hears of it."""
