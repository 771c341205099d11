"""Badges: a figure beside its name, as a picture for anybody's pages."""
