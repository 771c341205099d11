"""Files of any kind: whole or not there at all, closed to others, through no stranger's link; and
the lock of the data folder."""
