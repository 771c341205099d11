"""What open views are told: fan-out, replay, presence, tallies, refusals."""
