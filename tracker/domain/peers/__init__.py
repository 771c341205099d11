"""What trackers of other products send, read as hits of ours."""
