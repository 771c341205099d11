"""Files of other products, and what they say."""
