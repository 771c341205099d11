"""What ClickHouse is asked beside questions: how visits go, what rows carry, what sums lose."""
