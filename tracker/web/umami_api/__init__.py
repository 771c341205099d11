"""Umami's API for programs, answered from our reports."""
