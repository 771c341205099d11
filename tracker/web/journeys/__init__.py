"""Journeys: which pages visits opened after a page, an event or a source, and which before."""
