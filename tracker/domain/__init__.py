"""What is true: pure rules, without HTTP, SQL or a clock."""
