"""What prints figures, and the demonstration; never part of the package."""
