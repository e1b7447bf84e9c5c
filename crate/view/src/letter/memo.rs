//! Three sentences for the phone: what, why we say so, what we ask.

use logyomi_core::report::Finding;

use super::Letters;
use crate::lookup;
use crate::visible::visible;
use crate::words::{self, Lang};

pub(super) fn memo(letter: &Letters, finding: &Finding) -> String {
    let lang = letter.lang;
    let title = visible(lookup::finding_title(&finding.id, lang));
    let first = finding.subjects.first();
    let first = first.map(|subject| letter.subject(finding, subject));
    let first = first.unwrap_or_default();
    let why = letter.shown(&words::finding::why(finding, lang));
    let ask = lookup::finding_ask(&finding.id, lang).unwrap_or_default();
    match lang {
        Lang::Ja => format!(
            "1. お送りいただいたログに「{title}」という記録があります({first})。\n2. {why}\n3. {ask}\n"
        ),
        Lang::En => {
            format!("1. The log that you sent shows this: {title} ({first}).\n2. {why}\n3. {ask}\n")
        }
    }
}
