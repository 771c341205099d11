"""What geolocation services and databases answer, each with the place that is in it."""

BERLIN = ("DE", "Berlin", "Berlin", "10115", 52.52, 13.4)

ANSWERS: dict[str, tuple[dict[str, object], tuple[object, ...]]] = {
    "ip-api.com": (
        {
            "status": "success",
            "country": "Germany",
            "countryCode": "DE",
            "region": "BE",
            "regionName": "Berlin",
            "city": "Berlin",
            "zip": "10115",
            "lat": 52.5196,
            "lon": 13.4021,
        },
        BERLIN,
    ),
    "ipwho.is": (
        {
            "ip": "1.2.3.4",
            "success": True,
            "country": "Germany",
            "country_code": "DE",
            "region": "Berlin",
            "region_code": "BE",
            "city": "Berlin",
            "latitude": 52.5196,
            "longitude": 13.4021,
            "postal": "10115",
        },
        BERLIN,
    ),
    "ipapi.co": (
        {
            "ip": "1.2.3.4",
            "city": "Berlin",
            "region": "Berlin",
            "region_code": "BE",
            "country": "DE",
            "country_name": "Germany",
            "country_code": "DE",
            "postal": "10115",
            "latitude": 52.5196,
            "longitude": 13.4021,
        },
        BERLIN,
    ),
    "ipinfo lite": (
        {
            "ip": "1.2.3.4",
            "asn": "AS3320",
            "country_code": "DE",
            "country": "Germany",
            "continent_code": "EU",
        },
        ("DE",),
    ),
    "ipinfo classic": (
        {
            "ip": "1.2.3.4",
            "city": "Berlin",
            "region": "Berlin",
            "country": "DE",
            "loc": "52.5196,13.4021",
            "postal": "10115",
        },
        BERLIN,
    ),
    "freeipapi.com": (
        {
            "ipVersion": 4,
            "countryName": "Germany",
            "countryCode": "DE",
            "regionName": "Berlin",
            "cityName": "Berlin",
            "zipCode": "10115",
            "latitude": 52.5196,
            "longitude": 13.4021,
        },
        BERLIN,
    ),
    "echoip": (
        {
            "ip": "1.2.3.4",
            "ip_decimal": 16909060,
            "country": "Germany",
            "country_iso": "DE",
            "country_eu": True,
            "region_name": "Berlin",
            "region_code": "BE",
            "zip_code": "10115",
            "city": "Berlin",
            "latitude": 52.5196,
            "longitude": 13.4021,
        },
        BERLIN,
    ),
    "freegeoip": (
        {
            "ip": "1.2.3.4",
            "country_code": "DE",
            "country_name": "Germany",
            "region_code": "BE",
            "region_name": "Berlin",
            "city": "Berlin",
            "zip_code": "10115",
            "latitude": 52.5196,
            "longitude": 13.4021,
        },
        BERLIN,
    ),
}

RECORDS: dict[str, tuple[dict[str, object], tuple[object, ...]]] = {
    "flat country": ({"country_code": "DE"}, ("DE",)),
    "flat city": (
        {
            "country_code": "US",
            "state1": "California",
            "state2": "",
            "city": "Los Angeles",
            "postcode": "90001",
            "latitude": 34.05,
            "longitude": -118.25,
            "timezone": "America/Los_Angeles",
        },
        ("US", "California", "Los Angeles", "90001", 34.05, -118.25),
    ),
    "nested country": (
        {"country": {"iso_code": "DE", "names": {"en": "Germany", "de": "Deutschland"}}},
        ("DE",),
    ),
    "nested city": (
        {
            "city": {"geoname_id": 1, "names": {"de": "Köln", "en": "Cologne"}},
            "continent": {"code": "EU", "names": {"en": "Europe"}},
            "country": {"iso_code": "DE", "is_in_european_union": True},
            "location": {"latitude": 50.9333, "longitude": 6.95, "accuracy_radius": 20},
            "postal": {"code": "50667"},
            "subdivisions": [{"iso_code": "NW", "names": {"en": "North Rhine-Westphalia"}}],
        },
        ("DE", "North Rhine-Westphalia", "Cologne", "50667", 50.93, 6.95),
    ),
}

FAILURES: dict[str, dict[str, object]] = {
    "ip-api.com": {"status": "fail", "message": "private range", "query": "10.0.0.1"},
    "ipwho.is": {"ip": "10.0.0.1", "success": False, "message": "Reserved range"},
    "ipapi.co": {"ip": "10.0.0.1", "error": True, "reason": "Reserved IP Address"},
    "ipapi.co, too many": {"error": True, "reason": "RateLimited", "country": "DE"},
    "ipinfo": {"ip": "10.0.0.1", "bogon": True},
    "ipinfo, unknown": {"status": 404, "error": {"title": "Wrong ip", "message": "Provide"}},
    "freeipapi.com": {
        "countryName": "-",
        "countryCode": "-",
        "regionName": "-",
        "cityName": "-",
        "zipCode": "-",
        "latitude": 0,
        "longitude": 0,
    },
    "echoip": {"ip": "10.0.0.1", "ip_decimal": 167772161},
    "freegeoip": {"ip": "10.0.0.1", "country_code": "", "city": "", "latitude": 0, "longitude": 0},
    "nothing": {},
}
