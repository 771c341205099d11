"""Google Analytics: its reports, explorations and raw events."""
