"""What programs ask in the words of other products' APIs, and what they are answered."""
