"""Listening, starting and stopping; commands' requests; signs of life."""
