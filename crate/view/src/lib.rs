//! Report to HTML, text, JSON and NDJSON.
