"""The neutral words ritualbot speaks to every chat platform: cards, forms, events, replies, gateways."""
