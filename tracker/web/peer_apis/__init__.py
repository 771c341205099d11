"""Programs that read other products: answered of our reports, in the manner that they know."""
