"""What goes again, in slices beside the hits: old visits, removed sites, unnamed texts."""
