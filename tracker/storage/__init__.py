"""What is kept: one file per table or report family."""
