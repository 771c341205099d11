"""The log in shards as those read it who show a site: its newest rows from there, older ones from
where they are filed."""
