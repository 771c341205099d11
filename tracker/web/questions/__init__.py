"""What is asked: addresses of reports made into questions."""
