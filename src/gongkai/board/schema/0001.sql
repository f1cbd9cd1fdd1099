-- The first version. Times are local, as ISO texts; `by` is the name of an account, which may be closed since.
CREATE TABLE departments (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    plain TEXT NOT NULL UNIQUE -- as names are compared: without blanks and differences of width
) STRICT;

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    department INTEGER REFERENCES departments,
    secret TEXT NOT NULL, -- argon2
    given INTEGER NOT NULL DEFAULT 1, -- somebody else knows the password: it must be changed first
    closed INTEGER NOT NULL DEFAULT 0,
    visited INTEGER NOT NULL DEFAULT 0, -- the last event that there was at the last page shown
    fresh INTEGER NOT NULL DEFAULT 0, -- what is newer than this event is new in this session
    CHECK ((role = '会计') = (department IS NOT NULL))
) STRICT;

CREATE TABLE sessions (
    digest TEXT PRIMARY KEY, -- of what stands in the cookie
    account INTEGER NOT NULL REFERENCES accounts,
    form_token TEXT NOT NULL,
    begun REAL NOT NULL,
    used REAL NOT NULL
) STRICT;

CREATE TABLE attempts (
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX attempts_at ON attempts (at);

CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    format TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    deadline TEXT NOT NULL
) STRICT;

CREATE TABLE works (
    id INTEGER PRIMARY KEY,
    round INTEGER NOT NULL REFERENCES rounds,
    department INTEGER NOT NULL REFERENCES departments,
    state TEXT NOT NULL,
    extended TEXT NOT NULL DEFAULT '', -- a later deadline of its own
    why TEXT NOT NULL DEFAULT '', -- of that, or on what ground nothing is published
    final_file TEXT REFERENCES files,
    final_hash TEXT NOT NULL DEFAULT '',
    final_at TEXT NOT NULL DEFAULT '',
    final_by TEXT NOT NULL DEFAULT '',
    final_version INTEGER,
    address TEXT NOT NULL DEFAULT '', -- where it was published, and when
    published TEXT NOT NULL DEFAULT '',
    UNIQUE (round, department)
) STRICT;

CREATE TABLE files (
    key TEXT PRIMARY KEY, -- its random name
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    work INTEGER NOT NULL REFERENCES works,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES files,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (work, kind, number)
) STRICT;

CREATE TABLE checks (
    version INTEGER PRIMARY KEY REFERENCES versions,
    state TEXT NOT NULL,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    reasons INTEGER NOT NULL,
    figures TEXT NOT NULL, -- JSON: label to [this year, last year] in yuan
    result TEXT NOT NULL -- JSON: a Result of a batch
) STRICT;

CREATE TABLE drafts (
    work INTEGER PRIMARY KEY REFERENCES works,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    round INTEGER REFERENCES rounds,
    work INTEGER REFERENCES works,
    version INTEGER REFERENCES versions,
    asked TEXT NOT NULL, -- JSON
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', -- JSON
    file TEXT REFERENCES files,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_state ON jobs (state);

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    work INTEGER NOT NULL REFERENCES works,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    version INTEGER, -- the number of an input
    place TEXT NOT NULL DEFAULT '' -- sheet and cell, or the sentence that is meant
) STRICT;
CREATE INDEX history_work ON history (work);

CREATE TRIGGER history_stays BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER history_is_kept BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER versions_stay BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, 'versions are only added'); END;
CREATE TRIGGER versions_are_kept BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'versions are only added'); END;
