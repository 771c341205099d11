"""The commands of `tracker`, one file per noun."""
