"""Mails: their queue, the server that takes them, faults told to administrators."""
