/** Tables, as numbered migrations. READ tables hold what evidence says; DECIDE tables are emptied and filled again by every run. */
export const MIGRATIONS: readonly string[] = [
  `
-- READ ---------------------------------------------------------------------------------------------------------------
CREATE TABLE source (
  name TEXT PRIMARY KEY, mailbox INTEGER, role TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, sha256 TEXT NOT NULL, cursor TEXT, walked INTEGER NOT NULL DEFAULT 0, gap TEXT, expectations TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE TABLE found (
  source TEXT NOT NULL, path TEXT NOT NULL, seq INTEGER NOT NULL, record TEXT NOT NULL, bytes INTEGER NOT NULL,
  content TEXT, kind TEXT, size INTEGER, state TEXT NOT NULL DEFAULT 'pending', gaps TEXT,
  PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX found_seq ON found (source, seq);
CREATE INDEX found_pending ON found (state) WHERE state = 'pending';
CREATE TABLE content (
  content TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT, pack TEXT, offset INTEGER, length INTEGER, text_sha256 TEXT,
  analysis BLOB, fetch_source TEXT, fetch_path TEXT, fetch_part TEXT, bytes INTEGER NOT NULL DEFAULT 0, passwords TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX content_pending ON content (fetch_source, fetch_path) WHERE state = 'pending';
CREATE TABLE log_file (sha256 TEXT NOT NULL, name TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (sha256, name)) STRICT, WITHOUT ROWID;
CREATE TABLE log_event (file TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (file, name, seq)) STRICT, WITHOUT ROWID;
-- DECIDE -------------------------------------------------------------------------------------------------------------
CREATE TABLE item (
  id TEXT PRIMARY KEY, sort INTEGER NOT NULL, family TEXT NOT NULL, parent TEXT, content TEXT, mailbox INTEGER, state TEXT NOT NULL, record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX item_sort ON item (sort);
CREATE INDEX item_content ON item (content, id);
CREATE INDEX item_family ON item (family);
CREATE TABLE gap (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
  id TEXT PRIMARY KEY, item TEXT NOT NULL, element TEXT NOT NULL, tier TEXT NOT NULL, frag_key TEXT, message TEXT NOT NULL, record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_frag ON finding (frag_key);
CREATE INDEX finding_item ON finding (item);
CREATE TABLE mention (frag_key TEXT PRIMARY KEY, record TEXT NOT NULL, individual TEXT, outcome TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX mention_individual ON mention (individual);
CREATE TABLE census (content TEXT NOT NULL, class TEXT NOT NULL, outcome TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (content, class, outcome)) STRICT, WITHOUT ROWID;
CREATE TABLE individual (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE answer (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- JOURNAL ------------------------------------------------------------------------------------------------------------
CREATE TABLE run (number INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, exit INTEGER, fingerprint TEXT, record TEXT) STRICT;
CREATE TABLE journal (stage TEXT NOT NULL, unit TEXT NOT NULL, fingerprint TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (stage, unit)) STRICT, WITHOUT ROWID;
CREATE TABLE former_id (id TEXT PRIMARY KEY, now TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
];
