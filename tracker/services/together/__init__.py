"""What several processes that are one server count together, or divide among them."""
