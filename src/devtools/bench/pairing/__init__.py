"""The benchmark behind `make bench-pairing`: the matching engine beside others, on rounds from a fixed seed."""
