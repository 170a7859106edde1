"""The playground: a local web chat with no account, on a clock that can be pushed forward."""
