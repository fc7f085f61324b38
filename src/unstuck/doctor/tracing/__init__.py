"""What a rewritten script calls instead of its operations: it does the same, and notes it in a `Trace`."""
