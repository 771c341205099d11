"""Where an address is: databases on this machine, or a service that is asked."""
