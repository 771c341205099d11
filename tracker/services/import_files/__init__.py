"""Files of other products: opened, read, followed, made into batches of rows, reconciled."""
