"""How much may come, and how much may be kept: rates, shares, and the room on the disk."""
