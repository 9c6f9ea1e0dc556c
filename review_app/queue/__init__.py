"""The queue: which case each person gets next. In memory and pure: time is passed in, the store is elsewhere."""
