"""The place of a stored event that had none yet: a service found it soon after."""

# Corrections have no index by visit, so only those are looked at that came soon after the event:
# within so many rows of the log, which are some seconds even at its fullest.
PLACE_KNOWN_BY_NOW = """
left join place on place.id = case event.place when 0 then (
    select late.place from correction late
    where late.cursor > event.cursor and late.cursor <= event.cursor + 5000
        and late.site_id = event.site_id and late.visit = event.visit
    limit 1
) else event.place end
"""
