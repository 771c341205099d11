"""Sites as the running server knows them, their tokens and teams."""
