"""The server looks after itself: backups, health, maintenance, its control socket."""
