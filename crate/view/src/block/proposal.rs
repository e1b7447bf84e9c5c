//! Which addresses are proposed and which are not, as data that a page can show.

use chrono::NaiveDateTime;
use ipnet::IpNet;
use serde::Serialize;
use std::net::IpAddr;

/// What [`super::propose`] found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Proposal {
    /// By attempts, largest first, then by address.
    pub take: Vec<Candidate>,
    /// Ranges that stand for some of them; none where they were not asked for.
    pub ranges: Vec<Range>,
    /// Why others are not proposed; in the order of the report, then ranges.
    pub left: Vec<Left>,
    /// First and last moment of the log.
    pub first: Option<NaiveDateTime>,
    pub last: Option<NaiveDateTime>,
}

/// An address to block.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    pub ip: IpAddr,
    pub attempts: u64,
    pub first: Option<NaiveDateTime>,
    pub last: Option<NaiveDateTime>,
    /// As the log has them: a stranger's text.
    pub names: Vec<String>,
    /// What speaks against it besides its attempts.
    pub because: Vec<Because>,
}

/// Ids of our own pages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "by", content = "id", rename_all = "kebab-case")]
pub enum Because {
    /// `page/event`
    Attack(String),
    Finding(String),
}

/// A network with chosen addresses in it and nobody else who is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Range {
    pub network: IpNet,
    /// Chosen addresses inside.
    pub holds: usize,
}

/// An address, a name or a range that is not proposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Left {
    /// As the report has it: a stranger's text.
    pub address: String,
    pub why: Why,
}

/// Addresses of documentation (RFC 5737, RFC 3849) are proposed: samples use them, and nobody has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A login from it was let in: it may be the owner's, or an intruder's. Both must be known first.
    LoggedIn,
    /// One of the server's own, or of the networks that were given.
    Own,
    /// RFC 1918, RFC 6598, RFC 4193.
    Private,
    Loopback,
    LinkLocal,
    /// Multicast, broadcast, unspecified, reserved.
    NoSource,
    /// Two readings, or an address that is not the same in all of its places.
    Ambiguous,
    /// Its lines (the first, which the report has) stand in a damaged file, where a bit makes another address.
    Damaged,
    /// The report is narrowed down, and does not say from where a login worked.
    Narrowed,
    /// A host name without an address.
    NameOnly,
    TooFew,
    WeakEvidence,
    TooOld,
    /// A range that would cover an address that logged in.
    CoversALogin,
    /// A range that would cover an address of ours or one that was seen and did nothing wrong.
    CoversOthers,
}
