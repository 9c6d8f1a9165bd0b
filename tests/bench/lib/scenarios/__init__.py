"""One module per scenario: DESCRIPTION, arguments(parser) and run(bench, options) -> result."""
