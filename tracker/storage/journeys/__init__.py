"""How visits go: along steps that somebody names."""
