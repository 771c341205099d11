"""What a stored event had not when it came, and has by now: its page's title, its visit's place."""

KNOWN_BY_NOW = """
join text title on title.id = ifnull((
    select late.title from late_title late
    where late.page_cursor = event.cursor order by late.cursor desc limit 1
), event.title)
left join place on place.id = case event.place when 0 then (
    select late.place from correction late
    where late.visit = event.visit and late.site_id = event.site_id and late.cursor > event.cursor
    order by late.cursor limit 1
) else event.place end
"""
