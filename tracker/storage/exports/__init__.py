"""A site's rows and visits as lists: what files of exports are made of."""
