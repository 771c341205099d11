"""Other products' trackers: pages that their browsers had last, and how much comes of it."""
