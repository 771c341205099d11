"""Parts of addresses that several rooms' routes have."""

KEY = "/visit/{key:[^/.]+}"  # also what is no key: its sender is told so, like every other
TOKEN = "{token:[A-Za-z0-9_-]{1,100}}"  # also a part of one: its page says that it is cut short
SITE = r"/sites/{site_id:\d{1,18}}"
