"""Funnels: how far visits get along a row of steps."""
