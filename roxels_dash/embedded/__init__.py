"""The whole product on one machine with nothing installed but Python: what `make run` runs.

`__main__` is the command; `stack` the order things start in; `supervisor` keeps processes and stops
them; `postgres`, `valkey` and `s3` each know one server. The tests start the same three servers.
"""
