"""Ground floor: the calendars' data, one JSON file each. Read them with `hsb_policy.values.calendar`."""
