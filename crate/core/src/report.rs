//! What an analysis found, as plain data: ids and figures, no language, no markup.
//!
//! Any view needs this and nothing else. Titles and notes are looked up by `section` and `event` id
//! in `logyomi_sections`. The JSON export is this, field by field; [`SCHEMA`] is its version.
//!
//! Moments are ISO 8601 without a zone, as the log wrote them (`2017-02-07T04:32:51`),
//! unless the query gave a zone; then those that carry an offset are moved to it.

use crate::unpack::Fault;
use serde::{Deserialize, Serialize};

/// Version of the JSON form. Raised when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// Everything that is known about the input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: u32,
    /// What of the input was asked for; nothing, where it was all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// In canonical order: by path, then length, then content.
    pub files: Vec<FileReport>,
    /// By section id.
    pub sections: Vec<SectionReport>,
    /// By attempts, largest first, then by address.
    pub attackers: Vec<Attacker>,
    pub attackers_left_out: LeftOut,
    /// What they tried.
    #[serde(default)]
    pub targets: Targets,
    /// Attackers that are neighbours; by attempts, largest first, then by prefix.
    #[serde(default)]
    pub networks: Vec<Network>,
    /// How many hits when.
    #[serde(default)]
    pub timeline: Timeline,
    /// Command outputs and mails, in the order of their files.
    pub documents: Vec<Document>,
    /// What only the whole shows; the gravest first, then in the order of their pages.
    pub findings: Vec<Finding>,
    /// Log lines that no page reads, folded by template; by count, largest first.
    pub unmatched: Vec<Unmatched>,
    pub unmatched_left_out: LeftOut,
}

/// The query behind a report: what is outside of it was read and counted as `filtered`, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Inclusive.
    pub from: Option<String>,
    /// Exclusive.
    pub to: Option<String>,
    pub addresses: Vec<String>,
    pub services: Vec<String>,
    /// This level and above.
    pub level: Option<String>,
    /// Minutes east of UTC.
    pub zone_minutes: Option<i32>,
}

impl Asked {
    /// Whether anything is left out. Another zone moves lines, and leaves none out.
    pub fn narrows(&self) -> bool {
        let conditions = [&self.from, &self.to, &self.level];
        conditions.iter().any(|one| one.is_some())
            || !self.addresses.is_empty()
            || !self.services.is_empty()
    }
}

impl Report {
    /// Whether the query has left lines out: then what is not here may be in the files all the same.
    pub fn is_narrowed(&self) -> bool {
        self.asked.as_ref().is_some_and(Asked::narrows)
    }
}

/// One input file: what it was taken for, and where its lines went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    pub path: String,
    /// Bytes as they were given, before unpacking.
    pub bytes: u64,
    /// SHA-256 of these bytes, in lower-case hexadecimal, where somebody computed it: who reads a file in ranges does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// `syslog`, `syslog-rfc3339`, `syslog-rfc5424`, `syslog-iso`, `access`, `bare`, `mixed`, `empty`, `binary`,
    /// `archive`, `journal`.
    pub format: String,
    /// WHATWG name: `UTF-8`, `EUC-JP`, `Shift_JIS`, `ISO-2022-JP`, `UTF-16LE`, `UTF-16BE`.
    pub encoding: String,
    /// `gzip`, `bzip2`, `xz`, `zstd`; of an archive `zip`, `tar`, `tar.gz`, `tar.bz2`, `tar.xz`, `tar.zst`; or nothing.
    pub container: Option<String>,
    /// The date that decides the years of year-less stamps: `2014-08-12`.
    pub anchor: String,
    /// Where the anchor came from: `user`, `content`, `file-name`, `gzip-header`, `file-date`, `today`.
    pub anchor_from: String,
    /// Minutes east of UTC of its times without an offset, where the reader said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone_minutes: Option<i16>,
    /// True where a year was really guessed: the file has year-less stamps.
    pub year_guessed: bool,
    /// First and last moment in the file.
    pub span: Option<Span>,
    /// Whose log it is: hosts that its lines name as their writers; the first eight of the alphabet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    pub lines: Lines,
    /// What went wrong, as ids that the view puts into words.
    pub problems: Vec<FileProblem>,
    /// What is in it, where it is an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub first: String,
    pub last: String,
}

/// Where the lines of a file went. `read` is the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    pub read: u64,
    /// An event of a page.
    pub matched: u64,
    /// Two readings are possible.
    pub ambiguous: u64,
    /// A page says that the line means nothing by itself.
    pub ignored: u64,
    /// A log line that no page reads.
    pub unmatched: u64,
    /// Not text, or no line of any known form.
    pub unreadable: u64,
    /// Inside a command output or a mail.
    pub document: u64,
    /// Around the documents of a transcript.
    pub prose: u64,
    /// Left out by the query (time range, addresses, services, level).
    pub filtered: u64,
}

/// A command's output, a configuration file or a mail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The command whose output it is, or the file that it shows: `netstat`, `passwd`, `logwatch`.
    pub kind: String,
    /// As it was typed; empty where no prompt stands above.
    pub command: String,
    /// Index into [`Report::files`].
    pub file: u32,
    /// Of its first line (the prompt, where there is one), in the unpacked bytes.
    pub offset: u64,
    /// Up to the end of the last line that was read.
    pub length: u64,
    pub rows: Vec<DocumentRow>,
    /// Rows beyond those that are kept.
    pub rows_left_out: u64,
    /// Lines inside that no page reads.
    pub unread: u64,
    /// What stands out, in the order in which it was found.
    pub judgements: Vec<Judgement>,
}

/// A line of a document, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// `page/event`
    pub event: String,
    pub offset: u64,
    /// By name of the field, as written.
    pub fields: std::collections::BTreeMap<String, String>,
}

/// An event of a document that somebody should look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// `page/event`
    pub id: String,
    /// `attack`, `warning` or `notice`.
    pub level: String,
    pub lines: u64,
    /// Offsets of the first lines.
    pub evidence: Vec<u64>,
}

/// What was wrong with a file, beside what could be read of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
pub enum FileProblem {
    /// No bytes at all.
    Empty,
    /// Not a log and not text; `kind` names what it looks like (`JPEG`, `PDF`, `ZIP`, `ELF`, or nothing).
    Binary { kind: Option<String> },
    /// The packed data ends before its end; `read` unpacked bytes were kept.
    Truncated { read: u64 },
    /// The packed data is damaged, or its checksum is wrong; `read` unpacked bytes were kept.
    Damaged { read: u64 },
    /// So many bytes stand behind the packed data that are none of it; all that was packed was read.
    Garbage { bytes: u64 },
    /// More than `most` bytes came out of the packed data; that much was read.
    TooLarge { most: u64 },
    /// More than `most` times as much came out as was packed, which no log does; `read` bytes were kept.
    TooTight { most: u64, read: u64 },
    /// It takes more than `most` bytes of memory to unpack.
    TooMuchMemory { most: u64 },
    /// The archive has more than `most` files; that many were looked at.
    TooManyFiles { most: u64 },
    /// The file was shorter when it was read than when it was looked at, by `missing` bytes.
    Changed { missing: u64 },
    /// Lines longer than 64 KiB were cut there.
    LongLines { count: u64 },
    /// Bytes that are not valid in the file's encoding.
    InvalidText { lines: u64 },
    /// A `last message repeated` whose line is missing or of another host.
    RepeatWithoutLine { count: u64 },
    /// The file could not be read (to its end); `reason` is the system's own words.
    Unreadable { reason: String },
    /// The same content was given before, as `path`; it is counted once.
    SameAs { path: String },
    /// Files attached to the mails in it that cannot be read there, packed or no text; `names` are the first of them.
    Attached { count: u64, names: Vec<String> },
}

impl FileProblem {
    pub(crate) fn of_packing(fault: Fault, read: u64) -> FileProblem {
        match fault {
            Fault::Truncated => FileProblem::Truncated { read },
            Fault::Damaged => FileProblem::Damaged { read },
            Fault::Garbage(bytes) => FileProblem::Garbage { bytes },
            Fault::TooLarge(most) => FileProblem::TooLarge { most },
            Fault::TooTight(most) => FileProblem::TooTight { most, read },
            Fault::Memory(most) => FileProblem::TooMuchMemory { most },
        }
    }
}

/// What is in an archive. The files that were read stand beside it, as `PATH!/NAME`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Archive {
    /// All files that were looked at; folders are none.
    pub files: u64,
    pub read: u64,
    /// The others, by the reason.
    pub skipped: Vec<SkippedFiles>,
}

/// Files of an archive that were not read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SkippedFiles {
    /// `no-log` (text without lines of a log), `binary`, `journal` (systemd's own form), `empty`, `link`,
    /// `special` (devices, pipes, files with holes), `encrypted`, `method` (a packing that is not known),
    /// `nesting`, `too-large` (a zip inside an archive), `damaged`.
    pub why: String,
    pub count: u64,
    pub bytes: u64,
    /// The first of them.
    pub names: Vec<String>,
}

/// One section page's results. Sections without a hit are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SectionReport {
    /// Id of the page: `sshd`.
    pub id: String,
    /// In page order.
    pub tables: Vec<Table>,
    /// Figures over several events, of this page or others; by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<Total>,
}

/// One figure over several events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// Id of the total: `rejected`.
    pub id: String,
    /// Weights of all hits of its events.
    pub count: u64,
    pub lines: u64,
}

/// The hits of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Id of the event: `illegal-user`.
    pub event: String,
    /// `attack`, `warning`, `notice`, `normal`, `ignored`.
    pub level: String,
    /// Names of the fields that key the rows, outermost first.
    pub fields: Vec<String>,
    /// Weights of all hits, also of those without a row here.
    pub count: u64,
    /// Lines of all hits.
    pub lines: u64,
    /// Sum of the event's `sum` field, where it has one; of the first, where it has several.
    pub sum: Option<u64>,
    /// Names of the fields that are summed, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sum_fields: Vec<String>,
    /// One sum a field of [`Table::sum_fields`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sums: Vec<u64>,
    /// By key; or by count, largest first, where the page says so.
    pub rows: Vec<Row>,
    pub left_out: LeftOut,
}

/// What a cap or the page's `top` and `min` left out of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Rows, where they are known (a capped table does not know).
    pub rows: Option<u64>,
    /// Weights of the hits that have no row.
    pub count: u64,
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// One value a field of [`Table::fields`].
    pub key: Vec<String>,
    /// Weights: attempts, not lines.
    pub count: u64,
    pub lines: u64,
    pub sum: Option<u64>,
    /// One sum a field of [`Table::sum_fields`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sums: Vec<u64>,
    pub first: Option<String>,
    pub last: Option<String>,
    /// The first three lines of the row.
    pub samples: Vec<Sample>,
}

/// A place in a file, and what stands there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Index into [`Report::files`].
    pub file: u32,
    /// In the unpacked bytes, before decoding.
    pub offset: u64,
    pub length: u32,
    /// The line's number in the (unpacked) file, from 1; nothing where it is no line of it, or nobody has counted those
    /// before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Cut at 1,000 bytes.
    pub text: String,
}

/// Hits by time and level; lines of documents and those without a moment are not in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// What each bucket lasts: an hour, 3 or 6 hours, a day, a week (from Monday) or four.
    pub seconds: u64,
    /// By time, at most 200. One in which nothing happened is left out.
    pub buckets: Vec<Bucket>,
    /// Weights of hits before the first of them.
    pub left_out: u64,
}

/// Weights of the hits of some time, by level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    pub start: String,
    pub attack: u64,
    pub warning: u64,
    pub notice: u64,
    pub normal: u64,
}

/// One address over all files and services.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attacker {
    /// As it is shown: the IP address in its canonical form, or the name where no address is known.
    pub address: String,
    /// Canonical, where the address is one.
    pub ip: Option<String>,
    /// Names that the log shows beside this address, one to one over the whole input. Learned, not proved.
    pub names: Vec<String>,
    /// Attempts as ARCHITECTURE.md defines them, not lines.
    pub attempts: u64,
    /// Services that were tried, in alphabetical order.
    pub services: Vec<Service>,
    /// Login names tried, by count.
    pub users: Vec<Tried>,
    /// Paths asked for by requests that were attacks, by count.
    pub paths: Vec<Counted>,
    pub first: Option<String>,
    pub last: Option<String>,
    /// Logins from this address that were let in.
    pub succeeded: u64,
    /// Whether all of it may be a password that its owner mistyped once or twice before it was right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mistyped: bool,
    /// The first lines of each service that was tried, five at most, in the order of the input.
    #[serde(default)]
    pub samples: Vec<Sample>,
    /// Where the address is registered, by the table of `logyomi_country`: two capital letters (ISO 3166-1).
    #[serde(default)]
    pub country: Option<String>,
    /// What an answer of `whois` in the input says of the address.
    #[serde(default)]
    pub whois: Option<Whois>,
}

/// Who holds a network, as a registry tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Whois {
    /// `192.0.2.0/24`, or `192.0.2.1 - 192.0.2.9` where no prefix fits; nothing where the answer names no range.
    pub range: Option<String>,
    /// Two capital letters.
    pub country: Option<String>,
    /// The network's name, as written.
    pub network: Option<String>,
    /// Where to report abuse: a plain mail address.
    pub abuse: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// `ssh`, `ftp`, `pop3`, `http` …
    pub name: String,
    pub attempts: u64,
}

/// A login name that was tried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    pub value: String,
    pub count: u64,
    /// What the name stands for: a heading of the pages of login names (`cisco`), where one lists it.
    pub kind: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    pub value: String,
    pub count: u64,
}

/// What was tried, over all attackers; by attempts, largest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Targets {
    pub names: Vec<TargetName>,
    /// Names beyond those that are kept.
    pub names_left_out: u64,
    pub paths: Vec<TargetPath>,
    pub paths_left_out: u64,
}

/// A login name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetName {
    pub value: String,
    /// What it stands for, as in [`Tried::kind`].
    pub kind: Option<String>,
    pub attempts: u64,
    /// How many addresses tried it.
    pub addresses: u64,
}

/// A path that was asked for by requests that were attacks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetPath {
    pub value: String,
    /// `page/event` of the attack that it belongs to, where its table shows paths.
    pub event: Option<String>,
    pub requests: u64,
    pub addresses: u64,
}

/// The attackers of one /24 (IPv6: /48), of which there are at least two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// `203.0.113.0/24`
    pub prefix: String,
    /// How many of [`Report::attackers`] lie in it.
    pub addresses: u64,
    pub attempts: u64,
    /// Logins that were let in.
    pub succeeded: u64,
    pub first: Option<String>,
    pub last: Option<String>,
}

/// What only the whole shows: a heading of the pages of findings that holds for this input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the heading: `login-after-failures`.
    pub id: String,
    /// `critical`, `warning`, `information`.
    pub level: String,
    /// Answers about the server that changed the level: `ssh-keys-only=yes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// What it follows from: `hits`, `after`, `chain`, `countries`, `attempts`, `spraying`, `distributed`, `gap`, `backwards`, `days`.
    pub rule: String,
    /// Least number of what the rule counts.
    pub at_least: u64,
    /// Sum over all subjects.
    pub count: u64,
    pub first: Option<String>,
    pub last: Option<String>,
    /// Whom or what it is about; by count, largest first.
    pub subjects: Vec<Subject>,
    /// Subjects beyond those that are kept.
    pub subjects_left_out: u64,
}

/// Whom or what a finding is about, and the evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Name of a field (`addr`, `user`), `file` (a path), or nothing for the whole input.
    pub field: String,
    pub value: String,
    /// Canonical, where the value is an address.
    pub ip: Option<String>,
    /// Hits, attempts, addresses, seconds or days, as the rule counts.
    pub count: u64,
    /// Attempts that the address had made in all.
    pub attempts: Option<u64>,
    /// What else the lines say, by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    pub first: Option<String>,
    pub last: Option<String>,
    pub samples: Vec<Sample>,
}

/// The values of a field in the lines of a finding; by count, the first ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    pub field: String,
    pub values: Vec<Counted>,
    pub left_out: u64,
}

/// Log lines of one shape that no page reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unmatched {
    /// The program, or nothing for a bare message.
    pub program: String,
    /// The message with figures and addresses replaced by `#`.
    pub template: String,
    pub count: u64,
    pub samples: Vec<Sample>,
}
