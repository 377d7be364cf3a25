"""The findings page: its first screen, its filters, and the charts that come after it."""
