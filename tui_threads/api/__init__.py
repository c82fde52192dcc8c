"""HTTP in, typed values out: the client of the protocol."""
