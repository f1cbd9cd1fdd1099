"""Published documents held against themselves, their neighbours and last year: `gongkai audit`."""
