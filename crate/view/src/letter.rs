//! Drafts that a person sends: the reply to the customer, the memo for the phone, the mail to a provider.
//!
//! Nothing here sends anything. What stems from a log passes [`visible`](crate::visible) and stands on
//! lines of its own, behind a mark, so that no text of a stranger reads like ours.

mod abuse;
mod memo;
mod reply;

pub use abuse::{About, Abuse, Doubt, NoMail};

use logyomi_core::report::{Finding, Report, Sample, Subject};

use crate::evidence::Evidence;
use crate::mask::Mask;
use crate::visible::visible;
use crate::words::{self, Lang};

/// Subjects that a letter names; a longer list is what the report is for.
const SUBJECTS: usize = 5;

/// What all letters about a report are written from.
pub struct Letters<'a> {
    report: &'a Report,
    evidence: Evidence,
    mask: Mask,
    lang: Lang,
}

impl<'a> Letters<'a> {
    /// `masked`: without names and mailboxes.
    pub fn new(report: &'a Report, masked: bool, lang: Lang) -> Letters<'a> {
        let mask = if masked {
            Mask::of(report)
        } else {
            Mask::none()
        };
        Letters {
            report,
            evidence: Evidence::of(report),
            mask,
            lang,
        }
    }

    /// The reply to the customer about one finding.
    pub fn reply(&self, finding: &Finding) -> String {
        reply::reply(self, finding)
    }

    /// Three sentences for the phone.
    pub fn memo(&self, finding: &Finding) -> String {
        memo::memo(self, finding)
    }

    /// The mail to the provider of an attacking address, with what to think of before it is sent.
    pub fn abuse(&self, address: &str, about: &About) -> Result<Abuse, NoMail> {
        abuse::abuse(self, address, about)
    }

    /// Text of the log, on one line.
    fn shown(&self, text: &str) -> String {
        visible(&self.mask.text(text)).into_owned()
    }

    fn subject(&self, finding: &Finding, subject: &Subject) -> String {
        self.shown(&words::finding::subject(finding, subject, self.lang))
    }

    /// The place of a line, with its number where a finding rests on it, and the line itself.
    fn line(&self, sample: &Sample) -> String {
        let file = self.report.files.get(sample.file as usize);
        let path = file.map_or("", |file| &file.path);
        let number = self
            .evidence
            .number(sample)
            .map(|number| format!("[{number}] "));
        let place = words::place(sample, self.lang);
        format!(
            "{}{} {place}\n    {}",
            number.unwrap_or_default(),
            visible(path),
            self.shown(&sample.text)
        )
    }
}
