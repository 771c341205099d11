"""What open views are told: fan-out, replay, tallies, refusals."""
