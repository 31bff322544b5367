"""A recording on one page: its signals, what was asked, recognised and counted, how it arrived."""
