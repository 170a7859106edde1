"""Rows and the questions asked of them: functions, no repository classes. The only floor that writes SQL."""
