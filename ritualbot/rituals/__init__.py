"""The rules of the rituals. Pure: no SQL, no clock, no network; moments are passed in."""
