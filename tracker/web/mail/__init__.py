"""Mails as texts, and the links in them."""
