"""What was brought from files of other products: which files, which rows, and how they go again."""
