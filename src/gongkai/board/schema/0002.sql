-- Formats that the bureau brought along: tried first, then switched on.
CREATE TABLE formats (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES files,
    ids TEXT NOT NULL, -- JSON: the formats in it
    state TEXT NOT NULL,
    report TEXT NOT NULL DEFAULT '', -- JSON: what the trial said
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX versions_work ON versions (work);
